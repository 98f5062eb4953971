type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/**
 * An element with attributes and children: functions become listeners of the event they are named after, `true` an
 * attribute without a value, `false` none.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === 'function') out.addEventListener(key, value);
    else if (value !== false) out.setAttribute(key, value === true ? '' : String(value));
  out.append(...children);
  return out;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element. */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
): SVGElement {
  const out = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, String(value));
  out.append(...children);
  return out;
}
