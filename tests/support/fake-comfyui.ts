import type { Server, ServerResponse } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { answerJson, startFakeService, type FakeService, type RecordedCall } from "./fake-service.ts";

interface QueuedPrompt {
  id: string;
  workflow: Record<string, { class_type: string; inputs: Record<string, unknown> }>;
  clientId: string;
}

export interface FakeComfyUi extends FakeService {
  /** Everything that was queued, in order. */
  prompts: QueuedPrompt[];
  uploads: Buffer[];
  /** Prompts that were interrupted or deleted. */
  stopped: string[];
  /** Ends with this error instead of a picture. */
  failsWith: string | undefined;
  /** What runs goes on running until `release` is called. */
  holds: boolean;
  release(): void;
  /** Ends every WebSocket; what happens meanwhile is heard by nobody. */
  dropSockets(): void;
  refusesSockets: boolean;
  /** As after a restart: queue and history are gone. */
  forget(): void;
  /** As servers before 2025 do. */
  choosesOwnIds: boolean;
}

const KNOWN_NODES = ["KSampler", "EmptyLatentImage", "CLIPTextEncode", "SaveImage", "LoadImage"];
const TROUBLE_WITH_THE_PICTURE = new Set(["lying", "huge", "gzip-bomb", "breaks-off"]);

/** ComfyUI's HTTP API and WebSocket, as far as anybody needs them to run a workflow and fetch its pictures. */
export const startFakeComfyUi = async (picture: Buffer): Promise<FakeComfyUi> => {
  const sockets = new Map<WebSocket, string>();
  const history = new Map<string, unknown>();
  let pending: QueuedPrompt[] = [];
  let running: QueuedPrompt | undefined;

  const tell = (clientId: string, type: string, data: Record<string, unknown>): void => {
    for (const [socket, id] of sockets) if (id === clientId) socket.send(JSON.stringify({ type, data }));
  };

  const runNext = (): void => {
    if (running) return;
    running = pending.shift();
    if (!running) return;
    const prompt = running;
    tell(prompt.clientId, "execution_start", { prompt_id: prompt.id });
    const nodes = Object.keys(prompt.workflow);
    for (const node of nodes) {
      tell(prompt.clientId, "executing", { node, prompt_id: prompt.id });
      for (const value of [1, 2])
        tell(prompt.clientId, "progress", { node, prompt_id: prompt.id, value, max: 2 });
    }
    // A preview, which is binary.
    for (const [socket, id] of sockets) if (id === prompt.clientId) socket.send(Buffer.from([0, 0, 0, 1]));
    setImmediate(() => {
      if (running === prompt && !fake.holds) end(prompt, fake.failsWith);
    });
  };

  const end = (prompt: QueuedPrompt, error: string | undefined): void => {
    running = undefined;
    const messages = error
      ? [["execution_error", { prompt_id: prompt.id, node_type: "KSampler", exception_message: error }]]
      : [["execution_success", { prompt_id: prompt.id }]];
    const images = [
      { filename: "preview.png", subfolder: "", type: "temp" },
      { filename: "backlot_00001_.png", subfolder: "shots", type: "output" },
    ];
    history.set(prompt.id, {
      prompt: [1, prompt.id, prompt.workflow, {}, ["9"]],
      outputs: error ? {} : { "9": { images } },
      status: { status_str: error ? "error" : "success", completed: !error, messages },
    });
    if (error) tell(prompt.clientId, "execution_error", { prompt_id: prompt.id, node_id: "3" });
    else {
      tell(prompt.clientId, "executing", { node: null, prompt_id: prompt.id });
      tell(prompt.clientId, "execution_success", { prompt_id: prompt.id });
    }
    runNext();
  };

  const stop = (id: string): void => {
    fake.stopped.push(id);
    if (running?.id === id) {
      const prompt = running;
      running = undefined;
      const messages = [["execution_interrupted", { prompt_id: id }]];
      history.set(id, { outputs: {}, status: { status_str: "error", completed: false, messages } });
      tell(prompt.clientId, "execution_interrupted", { prompt_id: id });
    }
    pending = pending.filter((prompt) => prompt.id !== id);
  };

  const answer = (call: RecordedCall, response: ServerResponse): void => {
    const url = new URL(call.path, "http://comfy");
    const json = (): Record<string, unknown> => JSON.parse(call.body.toString()) as Record<string, unknown>;
    const route = `${call.method} ${url.pathname.split("/").slice(0, 3).join("/")}`;
    switch (route.replace(/^(GET \/history)\/.*/, "$1")) {
      case "POST /prompt": {
        const { prompt, client_id, prompt_id } = json();
        const id =
          typeof prompt_id === "string" && !fake.choosesOwnIds ? prompt_id : `own-${fake.prompts.length + 1}`;
        const queued = {
          id,
          workflow: prompt as QueuedPrompt["workflow"],
          clientId: String(client_id),
        };
        fake.prompts.push(queued);
        pending.push(queued);
        answerJson(response, { prompt_id: id, number: fake.prompts.length, node_errors: {} });
        return void setTimeout(runNext, 5);
      }
      case "GET /history": {
        const id = decodeURIComponent(url.pathname.split("/")[2] ?? "");
        return answerJson(response, history.has(id) ? { [id]: history.get(id) } : {});
      }
      case "GET /queue":
        return answerJson(response, {
          queue_running: running ? [[1, running.id, running.workflow, {}, ["9"]]] : [],
          queue_pending: pending.map((prompt, index) => [index + 2, prompt.id, prompt.workflow, {}, ["9"]]),
        });
      case "POST /queue": {
        for (const id of json()["delete"] as string[]) stop(id);
        return answerJson(response, {});
      }
      case "POST /interrupt": {
        if (running) stop(running.id);
        return answerJson(response, {});
      }
      case "POST /upload/image":
        fake.uploads.push(call.body);
        return answerJson(response, { name: "uploaded.png", subfolder: "", type: "input" });
      case "GET /system_stats":
        return answerJson(response, { system: { os: "posix", comfyui_version: "0.3.40" }, devices: [] });
      case "GET /object_info":
        return answerJson(response, Object.fromEntries(KNOWN_NODES.map((name) => [name, { input: {} }])));
      case "GET /view":
        if (url.searchParams.get("filename") !== "backlot_00001_.png")
          return void response.writeHead(404).end();
        return void response.writeHead(200, { "content-type": "image/png" }).end(picture);
      default:
        return answerJson(response, { error: "no such route" }, 404);
    }
  };

  const service = await startFakeService({
    answer,
    matters: (call, behaviour) =>
      TROUBLE_WITH_THE_PICTURE.has(behaviour)
        ? call.path.startsWith("/view")
        : call.method === "POST" && call.path === "/prompt",
    onServer: (server: Server) => {
      const upgrades = new WebSocketServer({ noServer: true });
      server.on("upgrade", (request, socket, head) => {
        if (fake.refusesSockets) return socket.destroy();
        upgrades.handleUpgrade(request, socket, head, (opened) => {
          const clientId = new URL(request.url ?? "", "http://comfy").searchParams.get("clientId") ?? "";
          sockets.set(opened, clientId);
          opened.once("close", () => sockets.delete(opened));
          tell(clientId, "status", {
            status: { exec_info: { queue_remaining: pending.length } },
            sid: clientId,
          });
        });
      });
    },
  });

  const fake: FakeComfyUi = Object.assign(service, {
    prompts: [],
    uploads: [],
    stopped: [],
    failsWith: undefined,
    holds: false,
    refusesSockets: false,
    choosesOwnIds: false,
    release: () => {
      fake.holds = false;
      if (running) end(running, fake.failsWith);
    },
    dropSockets: () => {
      for (const socket of sockets.keys()) socket.terminate();
    },
    forget: () => {
      history.clear();
      pending = [];
      running = undefined;
    },
  });
  return fake;
};
