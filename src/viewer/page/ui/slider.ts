import { element } from './element.ts';

/** What a slider is for. */
export interface SliderRange {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The number as it is shown. */
  readonly text?: (value: number) => string;
}

/** A labelled slider; a double click brings its first value back. */
export interface Slider {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows a value without telling the listener. */
  show(value: number): void;
}

export function slider(range: SliderRange, changed: (value: number) => void): Slider {
  const { label, min, max, step, value, text = (x) => x.toFixed(2) } = range;
  const input = element('input', { type: 'range', min, max, step, value, 'aria-label': label });
  const output = element('output', {}, text(value));
  let shown = value;
  const show = (next: number): void => {
    if (next === shown) return;
    shown = next;
    input.value = String(next);
    draw();
  };
  const draw = (): void => {
    output.value = text(shown);
    // Filled from zero, where that lies between its ends.
    const ends = [shown, Math.max(0, min)].map((x) => (100 * (x - min)) / (max - min)).sort((a, b) => a - b);
    row.style.setProperty('--from', `${ends[0]}%`);
    row.style.setProperty('--filled', `${ends[1]}%`);
    row.classList.toggle('moved', Math.abs(shown - value) > step / 2);
  };
  const set = (next: number): void => {
    shown = next;
    draw();
    changed(next);
  };
  input.addEventListener('input', () => set(Number(input.value)));
  input.addEventListener('dblclick', () => {
    input.value = String(value);
    set(value);
  });
  const row = element('label', { class: 'slider' }, element('span', { title: label }, label), input, output);
  draw();
  return { row, input, show };
}
