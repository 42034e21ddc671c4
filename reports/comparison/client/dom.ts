import { visible } from '../../escape.ts';

type Attributes = Readonly<Record<string, string | undefined>>;

/** An element; strings become text, never markup, with invisible characters written out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(key, value);
  element.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return element;
}

export function button(told: string, act: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button' }, told);
  element.addEventListener('click', act);
  return element;
}

/** What the page has for sure. */
export function elementOf(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element ${id}.`);
  return element;
}

/** A name without blanks, of which lines may end behind its signs. */
export function breakable(name: string): (Node | string)[] {
  return name.split(/(?<=[:_])(?=\w)/).flatMap((part, index) => (index === 0 ? [part] : [make('wbr'), part]));
}
