// Words of the field are explained where they first occur on the page: underlined with dots, opened by click, tap or key. The
// list of the page's words, made from the glossary, says which. The same in Voila and JupyterLab.
(() => {
  if (window.workbookTerms) return;
  window.workbookTerms = true;
  const PROSE = '.jp-RenderedMarkdown, .wb-head, .wb-do, .wb-ask, .wb-told, .wb-prose, .wb-reply, .wb-poster-text';
  const NOT = 'a, button, summary, h1, h2, h3, h4, code, svg, dl, th, .wb-term, .wb-meaning, .wb-glossary, .wb-poster';
  const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A single capital, as R, is meant as it is written; any other word may begin a sentence.
  // Where words have no blanks between them, as in Chinese, a word may stand within others.
  const JOINED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u, LETTER = `(?!${JOINED.source})[\\p{L}\\p{N}]`;
  const patternOf = forms => new RegExp(forms.map(form => {
    const word = form.length === 1 || JOINED.test(form[0]) ? escaped(form)
      : `[${form[0].toUpperCase()}${form[0].toLowerCase()}]${escaped(form.slice(1))}`;
    return (JOINED.test(form[0]) ? '' : `(?<!${LETTER}|-)`) + word + (JOINED.test(form.at(-1)) ? '' : `(?!${LETTER})`);
  }).join('|'), 'gu');
  // Around the word, what says that it is meant otherwise: "runs low". It may begin a sentence, too, unless it has a capital.
  const unlessOf = phrases => phrases && new RegExp(phrases.split('|').sort((a, b) => b.length - a.length).map(phrase =>
    phrase[0] === phrase[0].toUpperCase() ? escaped(phrase) : `[${phrase[0].toUpperCase()}${phrase[0]}]${escaped(phrase.slice(1))}`,
  ).join('|'), 'gu');
  let ids = 0, soon = 0;

  const formsOf = item => item.dataset.wbForms.split('|');
  const terms = () => [...document.querySelectorAll('[data-wb-term]')].map(item => ({
    word: item.dataset.wbTerm,
    // longest first, so that "margin call" is not taken for "call"
    pattern: patternOf(formsOf(item).sort((a, b) => b.length - a.length)),
    unless: unlessOf(item.dataset.wbUnless),
    meaning: item.querySelector('dd').textContent,
  }));
  // A longer word of the glossary may hold a shorter one that is not meant: "leverage ratio" holds "leverage".
  const begins = (text, form, at) => text[at]?.toLowerCase() === form[0].toLowerCase() && text.startsWith(form.slice(1), at + 1);
  const inLonger = (longer, text, at, length) => longer.some(form => {
    for (let start = Math.max(0, at + length - form.length); start <= at; start += 1) if (begins(text, form, start)) return true;
    return false;
  });
  const find = (term, text, forms) => {
    const others = term.unless ? [...text.matchAll(term.unless)].map(other => [other.index, other.index + other[0].length]) : [];
    for (const found of text.matchAll(term.pattern)) {
      const [word] = found;
      if (others.some(([start, end]) => start <= found.index && found.index + word.length <= end)) continue;
      if (!inLonger(forms.filter(form => form.length > word.length), text, found.index, word.length)) return found;
    }
    return null;
  };
  const explain = (text, at, length, term) => {
    const word = text.splitText(at);
    word.splitText(length);
    // Not a button: that would not break over two lines, and what stands below would jump when it comes.
    const button = Object.assign(document.createElement('span'), { className: 'wb-term', tabIndex: 0, textContent: word.data });
    button.setAttribute('role', 'button');
    button.onclick = () => {};  // else a finger on an iPhone means nothing here
    button.dataset.wbOf = term.word;
    const meaning = Object.assign(document.createElement('span'), { className: 'wb-meaning', id: `wb-meaning-${ids += 1}` });
    meaning.setAttribute('role', 'note');
    meaning.append(Object.assign(document.createElement('span'), { textContent: term.meaning }));
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', meaning.id);
    word.replaceWith(button, meaning);
  };
  const mark = () => {
    const known = new Set([...document.querySelectorAll('.wb-term')].map(button => button.dataset.wbOf));
    const waiting = terms().filter(term => !known.has(term.word));
    if (!waiting.length) return;
    const forms = [...document.querySelectorAll('[data-wb-term]')].flatMap(formsOf);
    for (const place of document.querySelectorAll(PROSE)) {
      if (place.closest(NOT)) continue;
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT, text =>  // what is folded is not met yet
        text.parentElement.closest(NOT) || !text.parentElement.checkVisibility() ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      for (let text = walker.nextNode(); text && waiting.length; text = walker.nextNode()) {
        let first = null;
        for (const term of waiting) {
          const found = find(term, text.data, forms);
          if (found && (!first || found.index < first.found.index)) first = { term, found };
        }
        if (!first) continue;
        waiting.splice(waiting.indexOf(first.term), 1);
        explain(text, first.found.index, first.found[0].length, first.term);
        walker.currentNode = text;  // what is left of it comes after the meaning, which is not looked at
      }
    }
  };
  const markSoon = () => { clearTimeout(soon); soon = setTimeout(mark, 150); };

  const close = button => button.setAttribute('aria-expanded', 'false');
  const open = button => {
    document.querySelectorAll('.wb-term[aria-expanded="true"]').forEach(close);
    button.setAttribute('aria-expanded', 'true');
    const meaning = document.getElementById(button.getAttribute('aria-controls'));
    meaning.style.removeProperty('--wb-shift');
    const box = meaning.firstChild.getBoundingClientRect(), room = document.documentElement.clientWidth - 12;
    if (box.right > room) meaning.style.setProperty('--wb-shift', `${room - box.right}px`);
  };
  document.addEventListener('click', event => {
    const button = event.target.closest?.('.wb-term');
    if (button && button.getAttribute('aria-expanded') === 'false') open(button);
    else if (button || !event.target.closest?.('.wb-meaning'))
      document.querySelectorAll('.wb-term[aria-expanded="true"]').forEach(close);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') document.querySelectorAll('.wb-term[aria-expanded="true"]').forEach(close);
    if (!['Enter', ' '].includes(event.key) || !event.target.matches?.('.wb-term')) return;
    event.preventDefault();
    event.target.click();
  });
  for (const type of ['toggle', 'click']) document.addEventListener(type, markSoon, true);  // a fold has been opened
  new MutationObserver(list => {
    const ours = node => node.nodeType !== 1 || node.matches('.wb-term, .wb-meaning');
    if (list.some(change => [...change.addedNodes].some(node => !ours(node)))) markSoon();
  }).observe(document.body, { subtree: true, childList: true });
  markSoon();
})();
