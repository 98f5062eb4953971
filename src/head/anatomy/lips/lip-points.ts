/** MediaPipe's points along the lips, each line from the corner at the subject's right to the one at their left: the red's edge, then where the lips meet. */
export const LIP_LINES = {
  outerUpper: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
  outerLower: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
  innerUpper: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  innerLower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
} as const;

/** All of them, corners once. */
export const LIP_POINTS: readonly number[] = [...new Set(Object.values(LIP_LINES).flat())];
