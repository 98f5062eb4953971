/** Less than this no skin reflects. */
export const DARKEST = 0.004;
