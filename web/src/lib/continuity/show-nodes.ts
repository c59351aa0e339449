import type { CanvasUi } from "#lib/canvas/canvas-ui.svelte.ts";

/** Selects what a finding is about and moves the camera so that all of it is in view, a scene with its shots. */
export const showNodes = ({ session, camera }: CanvasUi, nodeIds: readonly string[]): void => {
  const { model } = session;
  const known = nodeIds.filter((id) => model.views.has(id));
  const shots = known.flatMap((id) =>
    model
      .edgesOf(id)
      .filter(({ type, source }) => type === "contains" && source === id)
      .map(({ target }) => target),
  );
  session.select(known);
  camera?.fitNodes([...known, ...shots]);
};
