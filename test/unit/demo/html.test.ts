import { expect, it } from 'vitest';
import { html } from '../../../src/demo/html.js';

it('escapes a value', () => {
  expect(html`<b title="${`"'`}">${'<script>&'}</b>`.text).toBe(
    '<b title="&quot;&#x27;">&lt;script&gt;&amp;</b>',
  );
});

it('takes HTML in HTML as it is', () => {
  expect(html`<p>${html`<b>${'a<b'}</b>`}</p>`.text).toBe('<p><b>a&lt;b</b></p>');
});
