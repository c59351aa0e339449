/** A person at the REST API: keeps the cookies, speaks JSON, fails loudly. */
export interface RestClient {
  readonly url: string;
  /** Sends `body` as JSON (a string or bytes go as they are) and gives status and parsed answer. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }>;
  /** As `call`, but throws with the whole answer when the status is not 2xx. */
  must<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  cookieHeader(): string;
}

export const createRestClient = (url: string): RestClient => {
  const cookies = new Map<string, string>();
  const cookieHeader = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }> => {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        origin: url,
        cookie: cookieHeader(),
        ...(body !== undefined && { "content-type": isRaw ? "text/plain" : "application/json" }),
      },
      ...(body !== undefined && { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  };

  return {
    url,
    call,
    cookieHeader,
    async must<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await call<T>(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    },
  };
};

let people = 0;

/** Signs a new person up and gives a client that is signed in as them. */
export const signUpPerson = async (
  url: string,
  name = "Mei Tan",
): Promise<RestClient & { email: string; password: string }> => {
  const client = createRestClient(url);
  people += 1;
  const email = `person-${process.pid}-${people}-${Date.now()}@example.test`;
  const password = "a long enough password";
  await client.must("POST", "auth/sign-up", { email, password, name });
  return { ...client, email, password };
};

/** A new canvas in a project of the person's first workspace. */
export const makeCanvas = async (
  client: RestClient,
  title = "Board",
): Promise<{ id: string; title: string }> => {
  const { items } = await client.must<{ items: { id: string }[] }>("GET", "projects");
  const projectId = items[0]?.id ?? (await makeProject(client));
  return client.must("POST", "canvases", { projectId, title });
};

const makeProject = async (client: RestClient): Promise<string> => {
  const { items } = await client.must<{ items: { id: string }[] }>("GET", "workspaces");
  const workspaceId =
    items[0]?.id ?? (await client.must<{ id: string }>("POST", "workspaces", { name: "Tests" })).id;
  return (await client.must<{ id: string }>("POST", "projects", { workspaceId, name: "Film" })).id;
};
