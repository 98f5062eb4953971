import { element } from './element.ts';

/** One of a few, as buttons side by side. */
export interface Choice<Name extends string> {
  readonly row: HTMLElement;
  choose(name: Name): void;
}

/** @param labels by name, in order @param chosen told of every choice, by a button or by {@link Choice.choose} */
export function choiceRow<Name extends string>(
  title: string,
  labels: Readonly<Record<Name, string>>,
  first: Name,
  chosen: (name: Name) => void,
): Choice<Name> {
  const names = Object.keys(labels) as Name[];
  const buttons = new Map(
    names.map((name) => [
      name,
      element('button', { type: 'button', 'data-name': name, click: () => choose(name) }, labels[name]),
    ]),
  );
  const mark = (name: Name): void => {
    for (const [other, button] of buttons) button.setAttribute('aria-pressed', String(other === name));
  };
  const choose = (name: Name): void => {
    mark(name);
    chosen(name);
  };
  mark(first);
  return { row: element('div', { class: 'choice', role: 'group', 'aria-label': title }, ...buttons.values()), choose };
}
