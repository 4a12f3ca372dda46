// Returns the texts inside our boxes that are hard to read: each with its colour, its ground and their contrast.
places => {
  const parse = text => { const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number); return [red, green, blue, alpha]; };
  const over = (top, ground) => [0, 1, 2].map(i => top[i] * top[3] + ground[i] * (1 - top[3]));
  const groundOf = element => {
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 || !element.parentElement ? colour : over(colour, groundOf(element.parentElement));
  };
  const linear = share => share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * linear([red, green, blue][i] / 255), 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const written = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const looks = element => [getComputedStyle(element), element.placeholder && getComputedStyle(element, '::placeholder')].filter(Boolean);
  const found = [];
  for (const element of document.querySelectorAll(places.map(place => `${place}, ${place} *`).join()))
    if (element.checkVisibility() && !element.closest('svg') && (written(element) || element.matches('input[type="text"], select, textarea')))
      for (const { color } of looks(element)) {
        const ground = groundOf(element), ratio = contrast(over(parse(color), ground), ground);
        if (ratio < 4.5) found.push(`${element.outerHTML.slice(0, 120)}: ${color} on ${ground.slice(0, 3)} is ${ratio.toFixed(1)}`);
      }
  return found;
}
