import type { HeadLooks } from '../scene/looks.ts';
import { AT_REST, type HeadPose, type JointMove } from '../scene/pose.ts';
import { element } from '../ui/element.ts';
import { slider } from '../ui/slider.ts';
import type { LivePanel } from './face-panel.ts';

/** What each number of a {@link JointMove} is called. */
const MOVES: readonly (readonly [label: string, most: number, unit: string])[] = [
  ['nod', 45, '°'],
  ['turn', 60, '°'],
  ['tilt', 45, '°'],
  ['left', 15, ' mm'],
  ['up', 15, ' mm'],
  ['forwards', 15, ' mm'],
];
const FIRST = 'head';

/** What a panel of joints acts on. */
export interface BonesOn {
  readonly pose: HeadPose;
  readonly looks: HeadLooks;
  showSkeleton(visible: boolean): void;
  /** Told when the user takes over. */
  taken(): void;
}

/** One joint at a time: how it is moved, and what it moves. */
export function bonesPanel(joints: readonly string[], { pose, looks, showSkeleton, taken }: BonesOn): LivePanel {
  let joint = joints.includes(FIRST) ? FIRST : joints[0];
  const sliders = MOVES.map(([label, most, unit], k) =>
    slider(
      { label, min: -most, max: most, step: most / 90, value: 0, text: (x) => `${x.toFixed(0)}${unit}` },
      (value) => {
        taken();
        pose.setMove(joint, pose.move(joint).map((old, i) => (i === k ? value : old)) as unknown as JointMove);
      },
    ),
  );
  const refresh = (): void => {
    for (const [k, value] of pose.move(joint).entries()) sliders[k].show(value);
  };
  const choose = (): void => {
    joint = select.value;
    looks.showJoint(joint);
    refresh();
  };
  const isBone = (name: string): boolean => name.startsWith('asm_');
  const group = (label: string, names: readonly string[]): HTMLOptGroupElement =>
    element(
      'optgroup',
      { label },
      ...names.map((name) => element('option', { value: name, selected: name === joint }, name)),
    );
  const select = element(
    'select',
    { 'aria-label': 'joint', change: choose },
    group(
      'Joints',
      joints.filter((name) => !isBone(name)),
    ),
    group('Bones of the skin', joints.filter(isBone)),
  );
  const skeleton = element('input', { type: 'checkbox', change: () => showSkeleton(skeleton.checked) });
  looks.showJoint(joint);
  return {
    content: element(
      'div',
      { class: 'page' },
      element('label', { class: 'field' }, element('span', {}, 'Joint'), select),
      ...sliders.map(({ row }) => row),
      element(
        'div',
        { class: 'row' },
        element(
          'button',
          {
            type: 'button',
            class: 'chip',
            click: () => {
              pose.setMove(joint, AT_REST);
              refresh();
            },
          },
          'rest this joint',
        ),
        element(
          'button',
          {
            type: 'button',
            class: 'chip',
            click: () => {
              taken();
              pose.rest();
              refresh();
            },
          },
          'rest all',
        ),
      ),
      element('label', { class: 'check' }, skeleton, 'show the skeleton'),
      element('p', { class: 'note' }, 'The look "Weights" colours what the joint moves.'),
    ),
    refresh,
  };
}
