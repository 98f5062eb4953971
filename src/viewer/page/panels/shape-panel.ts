import type { HeadShape } from '../shape/head-shape.ts';
import { element } from '../ui/element.ts';
import { type Slider, slider } from '../ui/slider.ts';

/** A slider as `sliders.json` has it. */
export interface SliderEntry {
  readonly name: string;
  readonly group: string;
  readonly side: 'both' | 'left' | 'right';
  readonly low: string;
  readonly high: string;
  /** Where the file has the head. */
  readonly value: number;
  /** Where the fit had it. */
  readonly fit: number;
}

/** Sections that are open at first. */
const OPEN = 2;
const STEP = 0.01;

/** A slider for each handle of the head's shape, by parts of the head. */
export function shapePanel(shape: HeadShape, entries: readonly SliderEntry[]): HTMLElement {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  const sliders = new Map<string, Slider>();
  const refresh = (): void => {
    shape.show(stepsOf(entries, values));
    const changed = entries.filter(({ name, value }) => values.get(name) !== value);
    command.textContent =
      changed.length === 0
        ? ''
        : `asm-fit edit <folder> -o edited --set ${changed.map(({ name }) => `${name}=${values.get(name)}`).join(',')}`;
    note.hidden = changed.length === 0;
  };
  const setAll = (wanted: (entry: SliderEntry) => number): void => {
    for (const entry of entries) {
      values.set(entry.name, wanted(entry));
      sliders.get(entry.name)?.show(wanted(entry));
    }
    refresh();
  };
  const rowOf = ({ name, value, low, high, side }: SliderEntry): HTMLElement => {
    const made = slider({ label: name, min: -1, max: 1, step: STEP, value }, (next) => {
      values.set(name, next);
      refresh();
    });
    sliders.set(name, made);
    made.row.title = `-1 ${low}, 1 ${high}`;
    if (side !== 'both') made.row.classList.add('half');
    return made.row;
  };
  const groups = [...new Set(entries.map(({ group }) => group))];
  const sections = groups.map((group, k) => {
    const own = entries.filter((entry) => entry.group === group);
    const count = own.filter(({ side }) => side === 'both').length;
    return element(
      'details',
      { open: k < OPEN },
      element('summary', {}, group, element('small', {}, String(count))),
      ...own.map(rowOf),
    );
  });
  const halves = element('input', {
    type: 'checkbox',
    change: () => content.classList.toggle('halves', halves.checked),
  });
  const command = element('code', {});
  const note = element(
    'p',
    { class: 'note' },
    'The page changes no file. This writes the head as it is shown: ',
    command,
  );
  note.hidden = true;
  const content = element(
    'div',
    { class: 'page shape' },
    element(
      'div',
      { class: 'chips' },
      element('button', { type: 'button', class: 'chip', click: () => setAll(({ fit }) => fit) }, 'as fitted'),
      element('button', { type: 'button', class: 'chip', click: () => setAll(() => 0) }, 'all at 0'),
    ),
    element('label', { class: 'check' }, halves, 'left and right apart'),
    ...sections,
    note,
  );
  return content;
}

/** How far each slider is from where the file has the head, a whole one's in both its halves. */
function stepsOf(entries: readonly SliderEntry[], values: ReadonlyMap<string, number>): Map<string, number> {
  const out = new Map<string, number>();
  const names = new Set(entries.map(({ name }) => name));
  for (const { name, value } of entries) {
    const step = (values.get(name) ?? value) - value;
    const halves = [`${name}-left`, `${name}-right`].filter((half) => names.has(half));
    for (const moved of halves.length === 0 ? [name] : halves) out.set(moved, (out.get(moved) ?? 0) + step);
  }
  return out;
}
