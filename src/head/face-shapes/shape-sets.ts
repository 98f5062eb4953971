/** Families of shapes: ARKit's 52, the head model's own expressions, and the 15 visemes of Oculus' lip-sync. */
export const SHAPE_SETS = ['arkit', 'native', 'visemes'] as const;
/** A family of shapes. */
export type ShapeSet = (typeof SHAPE_SETS)[number];
