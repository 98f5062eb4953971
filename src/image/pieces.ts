/** Pieces of pixels that are 1 [h, w], joined by sides: the smallest index in each, -1 where a pixel is 0. */
export function piecesOf(mask: Uint8Array, width: number): Int32Array {
  const out = new Int32Array(mask.length).fill(-1);
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || out[start] >= 0) continue;
    out[start] = start;
    stack.push(start);
    for (let k = stack.pop(); k !== undefined; k = stack.pop()) {
      const x = k % width;
      const visit = (next: number): void => {
        if (mask[next] !== 1 || out[next] >= 0) return;
        out[next] = start;
        stack.push(next);
      };
      if (x > 0) visit(k - 1);
      if (x < width - 1) visit(k + 1);
      if (k >= width) visit(k - width);
      if (k + width < mask.length) visit(k + width);
    }
  }
  return out;
}

/** Pixels of each piece, or those of them that count. @param pieces as {@link piecesOf} has them */
export function pieceSizes(pieces: Int32Array, counts: (k: number) => boolean = () => true): Map<number, number> {
  const out = new Map<number, number>();
  pieces.forEach((piece, k) => {
    if (piece >= 0 && counts(k)) out.set(piece, (out.get(piece) ?? 0) + 1);
  });
  return out;
}
