import { EXPRESSIONS } from '../scene/face-tour.ts';
import type { HeadPose } from '../scene/pose.ts';
import { element } from '../ui/element.ts';
import { type Slider, slider } from '../ui/slider.ts';

/** A panel that follows what moves the head. */
export interface LivePanel {
  readonly content: HTMLElement;
  /** Shows what is. */
  refresh(): void;
}

/** Sections of sliders by how ARKit's names begin, in the order of the face. */
const SECTIONS: readonly (readonly [title: string, start: RegExp])[] = [
  ['Jaw and tongue', /^(jaw|tongue)/],
  ['Mouth', /^mouth/],
  ['Eyes', /^eye/],
  ['Brows', /^brow/],
  ['Cheeks and nose', /^(cheek|nose)/],
  ['Visemes', /^viseme_/],
  ['Others', /^/],
];
const EASE_MS = 260;

/** Whole expressions at a touch, and a slider for every shape. @param taken told when the user takes over */
export function facePanel(pose: HeadPose, shapes: readonly string[], taken: () => void): LivePanel {
  const sliders = new Map<string, Slider>(
    shapes.map((name) => [
      name,
      slider({ label: name, min: 0, max: 1, step: 0.01, value: 0 }, (weight) => {
        taken();
        pose.setShape(name, weight);
      }),
    ]),
  );
  const known = new Set(shapes);
  const words = Object.entries(EXPRESSIONS).filter(([, weights]) =>
    Object.keys(weights).some((name) => known.has(name)),
  );
  const reach = (weights: Readonly<Record<string, number>>): void => {
    taken();
    easeTo(pose, shapes, weights);
  };
  const buttons = [['neutral', {}] as const, ...words].map(([name, weights]) =>
    element('button', { type: 'button', class: 'chip', click: () => reach(weights) }, name),
  );
  const left = new Set(shapes);
  const sections = SECTIONS.flatMap(([title, start], k) => {
    const names = [...left].filter((name) => start.test(name));
    for (const name of names) left.delete(name);
    if (names.length === 0) return [];
    const rows = names.flatMap((name) => sliders.get(name)?.row ?? []);
    return [
      element(
        'details',
        { open: k < 2 },
        element('summary', {}, title, element('small', {}, String(names.length))),
        ...rows,
      ),
    ];
  });
  const content = element(
    'div',
    { class: 'page' },
    ...(shapes.length === 0
      ? [element('p', { class: 'empty' }, 'This head has no shapes: fit writes them with --shapes arkit.')]
      : [element('div', { class: 'chips' }, ...buttons), ...sections]),
  );
  return {
    content,
    refresh() {
      if (content.hidden) return;
      for (const [name, { show }] of sliders) show(pose.shape(name));
    },
  };
}

/** Moves the face to an expression in a moment, not at once. */
function easeTo(pose: HeadPose, shapes: readonly string[], to: Readonly<Record<string, number>>): void {
  const from = shapes.map((name) => pose.shape(name));
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const started = performance.now();
  const step = (now: number): void => {
    const x = still ? 1 : Math.min(1, Math.max(0, (now - started) / EASE_MS));
    const share = x * x * (3 - 2 * x);
    shapes.forEach((name, k) => {
      pose.setShape(name, (1 - share) * from[k] + share * (to[name] ?? 0));
    });
    if (x < 1) requestAnimationFrame(step);
  };
  step(started);
}
