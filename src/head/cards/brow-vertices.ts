import { onceAHead } from '../once-a-head.ts';

/** The skin's vertices that brows hang on [skin vertices] 1 there. */
export const browVertices = onceAHead((head): Uint8Array => {
  const out = new Uint8Array(head.parts[0].vertexCount);
  for (const { name, anchors } of head.cards) if (name === 'brows') for (const v of anchors) out[v] = 1;
  return out;
});
