/** Where a stored file of a canvas is downloaded, under the name it is to have. */
export const fileAddress = (canvasId: string, file: { asset: string; name: string }): string =>
  `/api/v1/canvases/${canvasId}/assets/${file.asset}?${new URLSearchParams({ name: file.name })}`;
