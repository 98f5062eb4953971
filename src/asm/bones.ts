import type { JointName } from '../head/head-model.ts';

/**
 * The 84 named bones of the adaptive skinning model and their tree: root, head, regions, sub-bones
 * (docs/references.md [ASM23], its table 8 as transcribed by third parties). Left and right are the
 * subject's. A bone's anchor is where it sits on the skin: a MediaPipe landmark, the mean of several,
 * or a place of its own; right-hand bones mirror their left-hand partners.
 */
export type BoneAnchor =
  | { readonly kind: 'landmarks'; readonly indices: readonly number[] }
  | { readonly kind: 'near'; readonly point: readonly [number, number, number] };

/** How far a bone reaches: sets the prior on how much it may move. */
export type BoneLevel = 'frame' | 'region' | 'detail';

/** Joints of a head that bones move with; the lower lip and the chin go with the jaw, the corners of the mouth stay. */
export type BoneJoint = Extract<JointName, 'neck' | 'head' | 'jaw'>;

export interface BoneDefinition {
  readonly name: string;
  readonly parent: string | null;
  readonly anchor: BoneAnchor;
  readonly level: BoneLevel;
  /** Of the head, the joint that carries the skin around it. */
  readonly joint: BoneJoint;
  /** Moves with expressions: lips, jaw, chin, lids, brows. */
  readonly expressive: boolean;
}

const landmarks = (...indices: number[]): BoneAnchor => ({ kind: 'landmarks', indices });
const near = (x: number, y: number, z: number): BoneAnchor => ({ kind: 'near', point: [x, y, z] });

type Row = readonly [
  name: string,
  parent: string | null,
  anchor: BoneAnchor,
  level: BoneLevel,
  joint: BoneJoint,
  expressive?: 'expressive',
];

/** Midline bones and the left half; `_L` rows are mirrored. */
const ROWS: readonly Row[] = [
  ['root', null, near(0, -110, -30), 'frame', 'neck'],
  ['head', 'root', landmarks(10), 'frame', 'head'],
  ['nose', 'head', landmarks(195), 'region', 'head'],
  ['nose_bridge', 'nose', landmarks(6), 'detail', 'head'],
  ['nose_tip', 'nose', landmarks(4), 'detail', 'head'],
  ['nose_mid', 'nose', landmarks(5), 'detail', 'head'],
  ['nose_wing_L', 'nose', landmarks(358), 'detail', 'head'],
  ['nose_bottom_L', 'nose', landmarks(326), 'detail', 'head'],
  ['nose_hole_L', 'nose', landmarks(290), 'detail', 'head'],
  ['nose_bridge_upper', 'nose', landmarks(168), 'detail', 'head'],
  ['mouth', 'head', landmarks(13, 14), 'region', 'head', 'expressive'],
  ['lip_corner_L', 'mouth', landmarks(291), 'detail', 'head', 'expressive'],
  ['lip_upper_side_L', 'mouth', landmarks(269), 'detail', 'head', 'expressive'],
  ['lip_upper_mid', 'mouth', landmarks(0), 'detail', 'head', 'expressive'],
  ['lip_lower_mid', 'mouth', landmarks(17), 'detail', 'jaw', 'expressive'],
  ['lip_lower_side_L', 'mouth', landmarks(405), 'detail', 'jaw', 'expressive'],
  ['ear_L', 'head', near(82, -18, -85), 'region', 'head'],
  ['eye_L', 'head', landmarks(386, 374), 'region', 'head'],
  ['eye_inner_upper_L', 'eye_L', landmarks(384), 'detail', 'head', 'expressive'],
  ['eye_outer_upper_L', 'eye_L', landmarks(388), 'detail', 'head', 'expressive'],
  ['eye_outer_corner_L', 'eye_L', landmarks(263), 'detail', 'head', 'expressive'],
  ['eye_inner_lower_L', 'eye_L', landmarks(381), 'detail', 'head', 'expressive'],
  ['eye_outer_lower_L', 'eye_L', landmarks(390), 'detail', 'head', 'expressive'],
  ['eye_inner_corner_L', 'eye_L', landmarks(362), 'detail', 'head', 'expressive'],
  ['eye_hole_L', 'eye_L', landmarks(253), 'detail', 'head'],
  ['eyelid_outer_L', 'eye_L', landmarks(260), 'detail', 'head', 'expressive'],
  ['eyelid_middle_L', 'eye_L', landmarks(257), 'detail', 'head', 'expressive'],
  ['eyelid_inner_L', 'eye_L', landmarks(286), 'detail', 'head', 'expressive'],
  ['eyebrow_L', 'head', landmarks(282), 'region', 'head', 'expressive'],
  ['eyebrow_inner_L', 'eyebrow_L', landmarks(336), 'detail', 'head', 'expressive'],
  ['eyebrow_outer_L', 'eyebrow_L', landmarks(300), 'detail', 'head', 'expressive'],
  ['eyebrow_mid_L', 'eyebrow_L', landmarks(334), 'detail', 'head', 'expressive'],
  ['forehead', 'head', landmarks(10, 151), 'region', 'head'],
  ['apple_outer_L', 'head', landmarks(345), 'region', 'head'],
  ['apple_lower_L', 'head', landmarks(427), 'region', 'head'],
  ['apple_inner_L', 'head', landmarks(371), 'region', 'head'],
  ['apple_center_L', 'head', landmarks(280), 'region', 'head'],
  ['eyebrow_center', 'head', landmarks(9), 'region', 'head', 'expressive'],
  ['chin', 'head', landmarks(199), 'region', 'jaw', 'expressive'],
  ['chin_side_L', 'head', landmarks(424), 'region', 'jaw', 'expressive'],
  ['jaw_L', 'head', landmarks(364), 'region', 'jaw', 'expressive'],
  ['jaw_corner_L', 'head', landmarks(435, 361), 'region', 'head'],
  ['temple_L', 'head', landmarks(368), 'region', 'head'],
  ['cheek_L', 'head', landmarks(416), 'region', 'head'],
  ['chin_low', 'head', landmarks(152), 'region', 'jaw', 'expressive'],
  ['chin_side_low_L', 'head', landmarks(378), 'region', 'jaw', 'expressive'],
  ['eyebrow_center_up', 'head', landmarks(151), 'region', 'head', 'expressive'],
  ['forehead_L', 'head', landmarks(333), 'region', 'head'],
  ['neck_front', 'root', near(0, -128, -35), 'region', 'neck'],
  ['neck_side_L', 'root', near(52, -110, -75), 'region', 'neck'],
];

function mirrored(name: string): string {
  return name.replace(/_L$/, '_R');
}

/** All bones, parents before children. */
export const BONES: readonly BoneDefinition[] = ROWS.flatMap(([name, parent, anchor, level, joint, expressive]) => {
  const bone: BoneDefinition = { name, parent, anchor, level, joint, expressive: expressive === 'expressive' };
  if (!name.endsWith('_L')) return [bone];
  return [bone, { ...bone, name: mirrored(name), parent: parent === null ? null : mirrored(parent) }];
});

/** Index of the mirror partner of each bone; midline bones are their own. */
export const BONE_MIRROR: Uint32Array = Uint32Array.from(BONES, ({ name }) => {
  const partner = name.endsWith('_L') ? mirrored(name) : name.replace(/_R$/, '_L');
  return BONES.findIndex((bone) => bone.name === partner);
});

/** Index of each bone's parent, -1 at the root. */
export const BONE_PARENTS: Int32Array = Int32Array.from(BONES, ({ parent }) =>
  BONES.findIndex((bone) => bone.name === parent),
);

export const ROOT_BONE = 0;
/** Owns whatever no mixture claims: scalp, ears' backs, the far neck. */
export const HEAD_BONE = BONES.findIndex((bone) => bone.name === 'head');
