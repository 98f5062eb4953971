/** What an expression sets: morph targets with their weights. */
type Recipe = Readonly<Record<string, number>>;

function both(name: string, weight: number): Recipe {
  return { [`${name}Left`]: weight, [`${name}Right`]: weight };
}

/**
 * VRM 1.0's preset expressions, each by the first recipe whose targets are all there: visemes made for the face before what
 * ARKit's shapes come to. Left and right are the subject's in all three.
 */
const PRESETS: Readonly<Record<string, readonly Recipe[]>> = {
  neutral: [{}],
  happy: [{ ...both('mouthSmile', 0.8), ...both('cheekSquint', 0.6), ...both('eyeSquint', 0.3) }],
  angry: [
    {
      ...both('browDown', 1),
      ...both('noseSneer', 0.5),
      ...both('eyeSquint', 0.4),
      ...both('mouthFrown', 0.4),
      ...both('mouthPress', 0.4),
    },
  ],
  sad: [{ browInnerUp: 0.9, ...both('mouthFrown', 0.8), mouthShrugLower: 0.3, ...both('eyeSquint', 0.2) }],
  relaxed: [{ ...both('mouthSmile', 0.35), ...both('eyeBlink', 0.25), browInnerUp: 0.1 }],
  surprised: [{ browInnerUp: 1, ...both('browOuterUp', 0.8), ...both('eyeWide', 0.8), jawOpen: 0.4 }],
  aa: [{ viseme_aa: 1 }, { jawOpen: 0.6 }],
  ih: [{ viseme_I: 1 }, { jawOpen: 0.25, ...both('mouthStretch', 0.4) }],
  ou: [{ viseme_U: 1 }, { jawOpen: 0.15, mouthPucker: 0.8 }],
  ee: [{ viseme_E: 1 }, { jawOpen: 0.25, ...both('mouthSmile', 0.4), ...both('mouthStretch', 0.3) }],
  oh: [{ viseme_O: 1 }, { jawOpen: 0.4, mouthFunnel: 0.7 }],
  blink: [both('eyeBlink', 1)],
  blinkLeft: [{ eyeBlinkLeft: 1 }],
  blinkRight: [{ eyeBlinkRight: 1 }],
  lookUp: [both('eyeLookUp', 1)],
  lookDown: [both('eyeLookDown', 1)],
  lookLeft: [{ eyeLookOutLeft: 1, eyeLookInRight: 1 }],
  lookRight: [{ eyeLookInLeft: 1, eyeLookOutRight: 1 }],
};

/** `VRMC_vrm.expressions`. */
export interface VrmExpressions {
  readonly preset: Readonly<Record<string, VrmExpression>>;
  readonly custom: Readonly<Record<string, VrmExpression>>;
}

interface VrmExpression {
  readonly morphTargetBinds: readonly { readonly node: number; readonly index: number; readonly weight: number }[];
  readonly isBinary: false;
  readonly overrideBlink: 'none';
  readonly overrideLookAt: 'none';
  readonly overrideMouth: 'none';
}

/**
 * The presets that a mesh can show, and each of some of its targets alone as a custom expression of its name.
 * @param node of the mesh @param targets morph targets of the mesh in its order @param alone names of targets
 */
export function vrmExpressions(node: number, targets: readonly string[], alone: readonly string[]): VrmExpressions {
  const expression = (recipe: Recipe): VrmExpression => ({
    morphTargetBinds: Object.entries(recipe).map(([name, weight]) => ({ node, index: targets.indexOf(name), weight })),
    isBinary: false,
    overrideBlink: 'none',
    overrideLookAt: 'none',
    overrideMouth: 'none',
  });
  const preset = Object.entries(PRESETS).flatMap(([name, recipes]) => {
    const known = recipes.find((recipe) => Object.keys(recipe).every((target) => targets.includes(target)));
    return known === undefined ? [] : [[name, expression(known)] as const];
  });
  return {
    preset: Object.fromEntries(preset),
    custom: Object.fromEntries(
      alone.filter((name) => targets.includes(name)).map((name) => [name, expression({ [name]: 1 })]),
    ),
  };
}
