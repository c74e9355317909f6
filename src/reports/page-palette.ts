import { html } from './html.ts';

/** The colours of all pages. They follow the reader's system on screen; on paper they are always those of the light page. */
export const pagePalette = html`
:root { color-scheme: light dark; --ink: #16202b; --soft: #5b6875; --line: #dde3e9; --paper: #ffffff; --desk: #eef1f4; --tint: #f5f7f9;
  --good: #14713d; --good-tint: #e6f4eb; --bad: #b3261e; --bad-tint: #fcebea; --bar: #3d6f9e; --warn: #8a5300; --warn-tint: #fdf1dc;
  --doubt: #6a3d9a; --doubt-tint: #f1eaf8; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e7ecf1; --soft: #9aa8b5; --line: #2f3944; --paper: #171d24; --desk: #0d1116;
  --tint: #1e262f; --good: #58c98a; --good-tint: #12301f; --bad: #ff8a80; --bad-tint: #3b1614; --bar: #6fa8dc; --warn: #f0b64d; --warn-tint: #35270e;
  --doubt: #c8a6f0; --doubt-tint: #2b1f3b; } }
`;
