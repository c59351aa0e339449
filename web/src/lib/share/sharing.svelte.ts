import { createShareLink, listShareLinks, revokeShareLink, type ShareLink } from "./share-links.ts";

/** The review links of one canvas, as the dialog shows them. */
export const createSharing = (canvasId: string) => {
  let links = $state.raw<readonly ShareLink[] | undefined>();
  let problem = $state<string | undefined>();
  let fresh = $state.raw<{ id: string; url: string } | undefined>();
  let busy = $state(false);

  return {
    /** Undefined while they are read. */
    get links() {
      return links;
    },
    get problem() {
      return problem;
    },
    /** The link just made, the only one whose address is known. */
    get fresh() {
      return fresh;
    },
    get busy() {
      return busy;
    },
    async load(): Promise<void> {
      problem = undefined;
      const answer = await listShareLinks(canvasId);
      if (answer.ok) links = answer.value;
      else problem = `The links could not be read. ${answer.refusal.message}`;
    },
    async create(role: string): Promise<void> {
      busy = true;
      problem = undefined;
      const answer = await createShareLink(canvasId, role);
      busy = false;
      if (!answer.ok) {
        problem = `No link was made. ${answer.refusal.message}`;
        return;
      }
      const { id, url } = answer.value;
      fresh = { id, url };
      links = [answer.value, ...(links ?? [])];
    },
    async revoke(id: string): Promise<void> {
      problem = undefined;
      const answer = await revokeShareLink(id);
      // Gone is what was wanted, whoever did it.
      if (!answer.ok && answer.refusal.code !== "not-found") {
        problem = `The link still works. ${answer.refusal.message}`;
        return;
      }
      links = links?.filter((link) => link.id !== id);
      if (fresh?.id === id) fresh = undefined;
    },
  };
};
