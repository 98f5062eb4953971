import { element } from './element.ts';

/** A page behind a tab. */
export interface TabPage {
  readonly name: string;
  readonly label: string;
  readonly content: HTMLElement;
}

/** Tabs above their pages, as ARIA wants them: arrow keys go from one to the next. @param opened told which is open */
export function tabs(
  pages: readonly TabPage[],
  opened: (name: string) => void,
): { readonly list: HTMLElement; open(name: string): void } {
  const heads = pages.map(({ name, label }) =>
    element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `page-${name}`, click: () => open(name) },
      label,
    ),
  );
  pages.forEach(({ name, content }) => {
    content.id = `page-${name}`;
    content.setAttribute('role', 'tabpanel');
    content.setAttribute('aria-labelledby', `tab-${name}`);
  });
  const open = (name: string): void => {
    pages.forEach((page, k) => {
      const active = page.name === name;
      heads[k].setAttribute('aria-selected', String(active));
      heads[k].tabIndex = active ? 0 : -1;
      page.content.hidden = !active;
    });
    opened(name);
  };
  const list = element('div', { role: 'tablist', class: 'tabs' }, ...heads);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = (heads.indexOf(document.activeElement as HTMLButtonElement) + step + heads.length) % heads.length;
    heads[next].focus();
    open(pages[next].name);
    event.preventDefault();
    event.stopPropagation();
  });
  return { list, open };
}
