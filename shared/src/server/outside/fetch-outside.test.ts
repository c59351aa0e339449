import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:tls";
import type { AddressInfo, Server as NetServer } from "node:net";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { startStopwatch } from "../../../../tests/support/own-time.ts";
import { createFetchOutside, type OutsideRequest } from "./fetch-outside.ts";
import type { ResolveName } from "./check-target.ts";
import type { OutsideRefused } from "./outside-refused.ts";

const servers: NetServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    (server as Partial<Server>).closeAllConnections?.();
  }
});

const listen = async (server: NetServer): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

const serve = (answer: RequestListener): Promise<number> => listen(createServer(answer));

const LIMITS: OutsideRequest = { timeoutMs: 2_000, maxBytes: 100_000 };

const names =
  (table: Record<string, string[]>, asked: string[] = []): ResolveName =>
  (hostname) => {
    asked.push(hostname);
    const addresses = table[hostname];
    if (!addresses) return Promise.reject(new Error(`ENOTFOUND ${hostname}`));
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  };

/** The code of the refusal, or the status. */
const codeOf = async (
  url: string,
  { allowed = [], resolve = names({}), request = {} }: Setup = {},
): Promise<string | number> => {
  const fetchOutside = createFetchOutside({ allowedHosts: allowed }, resolve);
  return fetchOutside(url, { ...LIMITS, ...request }).then(
    (reply) => reply.status,
    (error: OutsideRefused) => error.code,
  );
};

interface Setup {
  allowed?: string[];
  resolve?: ResolveName;
  request?: Partial<OutsideRequest>;
}

describe("where a call may go", () => {
  it.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "https://169.254.169.254/latest/meta-data",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
  ])("not to %s", async (url) => expect(await codeOf(url)).toBe("private-address"));

  it.each([
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org",
    "javascript:1",
    "example.org",
    "",
    "http://",
    "http://me:secret@example.org/",
  ])("not to %j, which is no such URL", async (url) => expect(await codeOf(url)).toBe("bad-url"));

  it("not to another port than 80 and 443", async () => {
    expect(await codeOf("http://8.8.8.8:6379/")).toBe("forbidden-port");
    expect(await codeOf("http://localhost:5432/")).toBe("forbidden-port");
  });

  it("not to a name that leads to a private address, however many public ones stand beside it", async () => {
    const resolve = names({
      "one.example": ["10.0.0.8"],
      "two.example": ["8.8.8.8", "2606:4700:4700::1111", "192.168.1.1"],
      "six.example": ["fd00::1"],
    });
    for (const name of ["one", "two", "six"])
      expect(await codeOf(`https://${name}.example/`, { resolve })).toBe("private-address");
  });

  it("not to a name without an address", async () =>
    expect(await codeOf("https://nowhere.example/")).toBe("unreachable"));

  it("to a host that the operator allows, on the allowed port only", async () => {
    const port = await serve((_request, response) => response.end("hello"));
    const url = `http://127.0.0.1:${port}/`;
    expect(await codeOf(url, { allowed: [`127.0.0.1:${port}`] })).toBe(200);
    expect(await codeOf(url, { allowed: ["127.0.0.1"] })).toBe(200);
    expect(await codeOf(url, { allowed: [`127.0.0.1:${port + 1}`] })).toBe("forbidden-port");
    expect(await codeOf(url, { allowed: [`localhost:${port}`] })).toBe("forbidden-port");
  });
});

describe("the connection", () => {
  it("goes to the address that was checked, although the name has moved since", async () => {
    const asked: string[] = [];
    const hosts: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.end("hello");
    });
    // Answers once; a second question would get an address where nothing listens.
    const answers = [["127.0.0.1"], ["127.0.0.99"]];
    const resolve: ResolveName = (name) => names({ [name]: answers.shift() ?? [] }, asked)(name);
    const url = `http://studio.example:${port}/draw`;
    expect(await codeOf(url, { allowed: ["studio.example"], resolve })).toBe(200);
    expect(asked).toEqual(["studio.example"]);
    expect(hosts).toEqual([`studio.example:${port}`]);
  });

  it("names the host inside TLS and refuses a certificate that is not its", async () => {
    const asked: string[] = [];
    const port = await listen(
      createTlsServer({
        SNICallback: (name, done) => {
          asked.push(name);
          done(new Error("no certificate"));
        },
      }),
    );
    const setup = { allowed: ["studio.example"], resolve: names({ "studio.example": ["127.0.0.1"] }) };
    expect(await codeOf(`https://studio.example:${port}/`, setup)).toBe("unreachable");
    expect(asked).toEqual(["studio.example"]);
  });

  it("is given up when nobody listens", async () => {
    const port = await serve(() => undefined);
    servers.pop()?.close();
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed: ["127.0.0.1"] })).toBe("unreachable");
  });
});

describe("redirects", () => {
  it("are followed three times and checked anew each time", async () => {
    const port = await serve((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) response.end("there");
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    });
    const allowed = ["127.0.0.1"];
    expect(await codeOf(`http://127.0.0.1:${port}/3`, { allowed })).toBe(200);
    expect(await codeOf(`http://127.0.0.1:${port}/4`, { allowed })).toBe("too-many-redirects");
    expect(await codeOf(`http://127.0.0.1:${port}/1`, { allowed, request: { maxRedirects: 0 } })).toBe(
      "too-many-redirects",
    );
  });

  it("never lead to a private address, another port or another kind of URL", async () => {
    let location = "";
    const port = await serve((_request, response) => response.writeHead(307, { location }).end());
    const hidden = await serve((_request, response) => response.end("secret"));
    const codes: Record<string, string | number> = {};
    for (location of [
      "http://169.254.169.254/",
      `http://127.0.0.1:${hidden}/`,
      "//127.0.0.1/",
      "file:///etc/passwd",
      "http://[",
    ])
      codes[location.replace(String(hidden), "N")] = await codeOf(`http://127.0.0.1:${port}/`, {
        allowed: [`127.0.0.1:${port}`],
      });
    expect(codes).toEqual({
      "http://169.254.169.254/": "private-address",
      "http://127.0.0.1:N/": "forbidden-port",
      "//127.0.0.1/": "private-address",
      "file:///etc/passwd": "bad-url",
      "http://[": "bad-url",
    });
  });

  it("take credentials along on the same server and nowhere else", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers["idempotency-key"] as string | undefined);
      response.end();
    });
    const port = await serve((request, response) => {
      seen.push(request.headers.authorization);
      const location = request.url === "/" ? "/again" : `http://127.0.0.1:${other}/`;
      response.writeHead(308, { location }).end();
    });
    const fetchOutside = createFetchOutside({ allowedHosts: ["127.0.0.1"] });
    const headers = { authorization: "Bearer k", "idempotency-key": "j" };
    await fetchOutside(`http://127.0.0.1:${port}/`, { ...LIMITS, headers });
    expect(seen).toEqual(["Bearer k", "Bearer k", undefined, undefined]);
  });

  it("repeat a POST only where the server asks for that", async () => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        if (request.url === "/end") response.end();
        else response.writeHead(request.url === "/303" ? 303 : 307, { location: "/end" }).end();
      });
    });
    const fetchOutside = createFetchOutside({ allowedHosts: ["127.0.0.1"] });
    for (const path of ["303", "307"])
      await fetchOutside(`http://127.0.0.1:${port}/${path}`, { ...LIMITS, method: "POST", body: "x" });
    expect(seen).toEqual(["POST /303 x", "GET /end ", "POST /307 x", "POST /end x"]);
  });
});

describe("a reply", () => {
  const allowed = ["127.0.0.1"];

  it("comes unpacked, with its status and a few of its headers", async () => {
    const port = await serve((request, response) => {
      const encoding = request.url?.slice(1) ?? "";
      const packed = encoding === "br" ? brotliCompressSync("hello") : gzipSync("hello");
      response.writeHead(418, {
        "content-encoding": encoding,
        "content-type": "text/plain",
        "retry-after": "7",
        "set-cookie": "a=b",
      });
      response.end(packed);
    });
    const fetchOutside = createFetchOutside({ allowedHosts: allowed });
    for (const encoding of ["gzip", "br"]) {
      const reply = await fetchOutside(`http://127.0.0.1:${port}/${encoding}`, LIMITS);
      expect([reply.status, Buffer.from(reply.bytes).toString()]).toEqual([418, "hello"]);
      expect(reply.headers.get("retry-after")).toBe("7");
      expect(reply.headers.has("set-cookie")).toBe(false);
    }
  });

  it("is cut off when it is too large, at once when it says so", async () => {
    let written = 0;
    const port = await serve((request, response) => {
      response.on("close", () => response.destroy());
      if (request.url === "/declared") response.setHeader("content-length", 104_857_600);
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        while (!response.destroyed && written < 104_857_600) {
          written += chunk.byteLength;
          if (!response.write(chunk)) return void response.once("drain", write);
        }
        response.end();
      };
      if (request.url === "/declared") response.flushHeaders();
      else write();
    });
    expect(await codeOf(`http://127.0.0.1:${port}/declared`, { allowed })).toBe("too-large");
    expect(await codeOf(`http://127.0.0.1:${port}/streamed`, { allowed })).toBe("too-large");
    expect(written).toBeLessThan(20_000_000);
  });

  it.each(["gzip", "br"])("that is a %s bomb is stopped at the limit, in little memory", async (encoding) => {
    const size = 100 * 1024 * 1024;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
    const bomb =
      encoding === "br" ? brotliCompressSync(Buffer.alloc(size), { params }) : gzipSync(Buffer.alloc(size));
    const port = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding }).end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed })).toBe("too-large");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it("that drips has to be whole in time", async () => {
    const port = await serve((_request, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    const readMs = startStopwatch();
    const request = { timeoutMs: 200 };
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed, request })).toBe("timed-out");
    expect(readMs()).toBeLessThan(1_000);
  });

  it("that never begins, or a name that never resolves, is given up in time", async () => {
    const port = await serve(() => undefined);
    const request = { timeoutMs: 100 };
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed, request })).toBe("timed-out");
    const resolve: ResolveName = () => new Promise(() => undefined);
    expect(await codeOf("http://slow.example/", { resolve, request })).toBe("timed-out");
  });

  it("that breaks off, is packed wrongly, or promises more than it sends is no reply", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/short") response.setHeader("content-length", 1_000);
      if (request.url === "/packed") response.setHeader("content-encoding", "gzip");
      if (request.url === "/unknown") response.setHeader("content-encoding", "zstd");
      response.write("not what was said");
      if (request.url === "/packed" || request.url === "/unknown") response.end();
      else setTimeout(() => response.destroy(), 20);
    });
    for (const path of ["short", "broken", "packed", "unknown"])
      expect([path, await codeOf(`http://127.0.0.1:${port}/${path}`, { allowed })]).toEqual([
        path,
        "unreachable",
      ]);
  });

  it("is not waited for when the caller gives up", async () => {
    const port = await serve(() => undefined);
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 50);
    const request = { signal: caller.signal };
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed, request })).toBe("aborted");
    expect(await codeOf(`http://127.0.0.1:${port}/`, { allowed, request })).toBe("aborted");
  });
});

describe("a request", () => {
  it("carries the headers that are meant for strangers, and no others", async () => {
    const port = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const fetchOutside = createFetchOutside({ allowedHosts: ["127.0.0.1"] });
    const url = `http://127.0.0.1:${port}/`;
    const reply = await fetchOutside(url, { ...LIMITS, headers: { Authorization: "Bearer k" } });
    const seen = JSON.parse(Buffer.from(reply.bytes).toString()) as Record<string, string>;
    expect(seen).toMatchObject({ authorization: "Bearer k", "user-agent": "Backlot" });
    await expect(fetchOutside(url, { ...LIMITS, headers: { cookie: "session=1" } })).rejects.toThrow(
      "The header cookie is not sent outside",
    );
  });
});
