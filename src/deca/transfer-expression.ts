import type { DecaCodes } from './codes.ts';

/** The identity's codes with the driver's expression and jaw [Feng 2021, section 6.1]. */
export function transferExpression(identity: DecaCodes, driver: Pick<DecaCodes, 'expression' | 'jawPose'>): DecaCodes {
  return { ...identity, expression: driver.expression, jawPose: driver.jawPose };
}
