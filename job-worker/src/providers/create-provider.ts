import type { OutsideConfig } from "@backlot/shared/functions/outside-functions";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import type { OpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import { createComfyUi } from "./comfyui.ts";
import { createHttpFunction } from "./http-function.ts";
import { createOpenAiImages } from "./openai-images.ts";
import type { Provider } from "./provider.ts";

export interface ProviderParts {
  fetchOutside: FetchOutside;
  openSocket: OpenOutsideSocket;
}

export const createProvider = (
  config: OutsideConfig,
  secret: string | undefined,
  parts: ProviderParts,
): Provider => {
  switch (config.provider) {
    case "http":
      return createHttpFunction(config, secret, parts);
    case "openai-images":
      return createOpenAiImages(config, secret, parts);
    case "comfyui":
      return createComfyUi(config, secret, parts);
  }
};
