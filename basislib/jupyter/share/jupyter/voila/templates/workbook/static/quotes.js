// A reader's own quotes stay in this browser over a reload, and what is too large never leaves it.
(() => {
  const KEY = 'workbook-quotes-1', MOST = 1e6;  // characters that are kept; a delivery basket has some thousand
  const FIELDS = '.wb-fields :is(input, select), textarea';
  const box = () => document.querySelector('.wb-quotes');
  const stored = (...value) => {
    try {
      if (!value.length) return JSON.parse(localStorage.getItem(KEY));
      if (value[0]) localStorage.setItem(KEY, JSON.stringify(value[0]));
      else localStorage.removeItem(KEY);
    } catch {
      return null;  // private windows and full stores keep nothing
    }
  };

  // ---- Keeping ---------------------------------------------------------------------------------------------------
  let ready = false, pending = 0;
  const save = () => {
    const there = box(), text = there?.querySelector('textarea')?.value ?? '';
    if (!ready || !there) return;
    stored(text && text.length <= MOST ? [...there.querySelectorAll(FIELDS)].map(field => field.value) : null);
  };
  const saveSoon = event => {
    if (!event.target.closest?.('.wb-quotes')) return;
    clearTimeout(pending);
    pending = setTimeout(save, 1000);  // a button's answer comes from the calculation
  };
  for (const kind of ['input', 'change', 'click']) document.addEventListener(kind, saveSoon);
  for (const kind of ['pagehide', 'workbook-leaves']) addEventListener(kind, save);

  // ---- Bringing back ---------------------------------------------------------------------------------------------
  const restore = () => {
    const there = box(), fields = there ? [...there.querySelectorAll(FIELDS)] : [];
    const told = there?.querySelector('[data-wb-fields]');
    if (ready || !told || fields.length !== Number(told.dataset.wbFields) || !there.getClientRects().length) return;
    ready = true;
    told.hidden = false;
    const kept = stored();
    if (!Array.isArray(kept) || kept.length !== fields.length || there.querySelector('textarea').value) return;
    fields.forEach((field, at) => {
      if (typeof kept[at] !== 'string' || field.value === kept[at]) return;
      field.value = kept[at];
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
  };
  addEventListener('load', () => new MutationObserver(restore).observe(document.body, { childList: true, subtree: true }));

  // ---- Too large -------------------------------------------------------------------------------------------------
  // A message above ten megabytes would cost the page its connection.
  const tooLarge = (event, size) => {
    const large = box()?.querySelector('[data-wb-large]');
    if (!large || !size) return;
    large.hidden = size < Number(large.dataset.wbLarge);
    if (large.hidden) return;
    event.stopImmediatePropagation();
    event.target.value = '';
  };
  for (const kind of ['input', 'change'])  // before the widgets hear of it
    document.addEventListener(kind, event => event.target.closest?.('.wb-quotes') && tooLarge(event, event.target.value?.length), true);
  const { click } = HTMLInputElement.prototype, seen = new WeakSet();
  HTMLInputElement.prototype.click = function () {  // the widget's file input stands in no document, so it is met here
    if (this.type === 'file' && !seen.has(this)) {
      seen.add(this);
      this.addEventListener('change', event => tooLarge(event, this.files?.[0]?.size), true);
    }
    click.call(this);
  };
})();
