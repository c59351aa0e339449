import { createServer, type ServerResponse } from "node:http";
import sharp from "sharp";
import { findFreePort } from "./free-port.ts";

/** What a drawing service does with a shot: draws it, refuses with a reason, or holds it until it is told otherwise. */
export type Script = "draw" | "hold" | { refuse: string };

export interface ScriptedDrawing {
  manifestUrl: string;
  manifest: Record<string, unknown>;
  /** `host:port`, as OUTSIDE_HOSTS has it. */
  host: string;
  /** The idempotency key of every call, in order: the job's id. */
  keys: string[];
  /** For every shot that no script was set for. */
  otherwise: Script;
  /** By node id. A shot that is held is drawn at once when its script becomes "draw". */
  set(nodeIds: readonly string[], script: Script): void;
  stop(): Promise<void>;
}

/** An outside function that a test leads: it answers each shot as the test says, when the test says. */
export const startScriptedDrawing = async (): Promise<ScriptedDrawing> => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const picture = await sharp({ create: { width: 640, height: 320, channels: 3, background: "#46536b" } })
    .png()
    .toBuffer();
  const scripts = new Map<string, Script>();
  const held = new Map<string, ServerResponse[]>();

  const draw = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "image/png" }).end(picture);
  };
  const answer = (nodeId: string, response: ServerResponse): void => {
    const script = scripts.get(nodeId) ?? drawing.otherwise;
    if (script === "draw") return draw(response);
    if (script === "hold") return void held.set(nodeId, [...(held.get(nodeId) ?? []), response]);
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: script.refuse }));
  };

  const server = createServer((request, response) => {
    if (request.method !== "POST") {
      response.setHeader("content-type", "application/json");
      return void response.end(JSON.stringify(drawing.manifest));
    }
    drawing.keys.push(String(request.headers["idempotency-key"]));
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => answer((JSON.parse(body) as DrawCall).facts.node.id, response));
  });

  const drawing: ScriptedDrawing = {
    manifestUrl: `${url}/manifest.json`,
    host: `127.0.0.1:${port}`,
    keys: [],
    otherwise: "draw",
    manifest: {
      name: "ink-wash",
      title: "Ink wash",
      description: "Paints the shot in ink.",
      version: 1,
      target: "node",
      nodeTypes: ["shot"],
      endpoint: `${url}/draw`,
      output: "image",
      wantsReference: false,
      options: {
        type: "object",
        properties: {
          wetness: { type: "integer", title: "Wetness", default: 3, minimum: 0, maximum: 9 },
          paper: { type: "string", title: "Paper", default: "rough", enum: ["rough", "smooth"] },
        },
      },
    },
    set: (nodeIds, script) => {
      for (const nodeId of nodeIds) {
        scripts.set(nodeId, script);
        if (script === "draw") held.get(nodeId)?.forEach(draw);
        held.delete(nodeId);
      }
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return drawing;
};

interface DrawCall {
  facts: { node: { id: string } };
}
