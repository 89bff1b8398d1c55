// Names on a canvas: in one direction, in the room that there is.

/** The text cut to `width` pixels, the middle left out; `measure` gives the width of a text. */
export function cutText(text, width, measure) {
  if (measure(text) <= width) return text;
  const letters = [...text.slice(0, 400)];
  let low = 0, high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(shorten(letters, middle)) <= width) low = middle;
    else high = middle - 1;
  }
  return low ? shorten(letters, low) : "";
}

function shorten(letters, count) {
  const head = Math.ceil(count / 2);
  return `${letters.slice(0, head).join("")}…${count - head ? letters.slice(head - count).join("") : ""}`;
}

/** At most two lines of a name, broken after `_` or a space; the rest is cut. */
export function breakLines(text, width, measure) {
  if (measure(text) <= width) return [text];
  const parts = text.slice(0, 400).split(/(?<=[_ ])/u);
  let first = "";
  while (parts.length && measure(first + parts[0]) <= width) first += parts.shift();
  if (!first) return [cutText(text, width, measure)];
  return parts.length ? [first, cutText(parts.join(""), width, measure)] : [first];
}
