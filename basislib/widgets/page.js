// Names for screen readers, help, folds, pictures that stay in sight, copy buttons, downloads and number boxes; the same in
// Voila and JupyterLab. What the browser keeps is in store.js, the words that are explained in terms.js.
(() => {
  if (window.workbook) return;
  window.workbook = true;

  const NAMED = '.widget-slider, .widget-hslider, .widget-play';
  const WORDS = window.workbookWords;  // in the reader's language, from page.py
  const PLAY = [WORDS.play, WORDS.stop, WORDS.repeat];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const set = (element, name, text) => {
    if (text && element.getAttribute(name) !== text) element.setAttribute(name, text);
  };
  let ids = 0;
  const idOf = element => (element.id ||= `wb-${ids += 1}`);
  const each = (node, selector, act) => {
    if (node.matches(selector)) act(node);
    node.querySelectorAll(selector).forEach(act);
  };

  // ---- Names -----------------------------------------------------------------------------------------------------------
  const name = box => {
    const text = box.querySelector(':scope > .widget-label')?.textContent.trim();
    const help = box.closest('.wb-control')?.querySelector('.wb-help');
    box.querySelectorAll('[role="slider"]').forEach(handle => {
      set(handle, 'aria-label', text);
      if (help) set(handle, 'aria-describedby', idOf(help));
    });
    box.querySelectorAll('.widget-readout').forEach(readout => {
      if (box.closest('.wb-steps')) readout.contentEditable = 'false';  // names, not numbers: nothing to type
      if (!readout.isContentEditable) return;
      readout.setAttribute('role', 'textbox');
      set(readout, 'aria-label', text && fill(WORDS.type, { label: text }));
    });
    if (box.matches('.widget-play')) {
      const slider = box.closest('.wb-control')?.querySelector('.widget-label')?.textContent.trim();
      box.querySelectorAll('button').forEach((button, i) =>
        set(button, 'aria-label', slider ? fill(WORDS.of, { what: PLAY[i], label: slider }) : PLAY[i]));
    }
  };
  // Radios are one group, and every answer box is named by its question.
  const nameAnswers = box => {
    const ask = box.querySelector('.wb-ask');
    if (!ask) return;
    box.querySelectorAll('.widget-radio-box').forEach(radios => {
      radios.setAttribute('role', 'radiogroup');
      set(radios, 'aria-labelledby', idOf(ask));
      radios.querySelectorAll('input').forEach(radio => set(radio, 'name', `${ask.id}-answers`));  // so that arrows go through them
    });
    box.querySelectorAll('.wb-number input').forEach(input => {
      const unit = box.querySelector('.wb-number label');
      set(input, 'aria-labelledby', unit?.textContent.trim() ? `${idOf(ask)} ${idOf(unit)}` : idOf(ask));
    });
  };
  const mark = button => {
    const on = String(button.classList.contains('wb-on'));
    if (button.getAttribute('aria-pressed') !== on) button.setAttribute('aria-pressed', on);
  };

  // ---- One quiet voice: what a picture says is told after a pause, not at each step of a slider ------------------------
  const PAUSE = 1200;
  const voice = Object.assign(document.createElement('div'), { className: 'wb-unseen' });
  voice.setAttribute('role', 'status');
  let speaking = 0;
  const say = text => {
    if (!voice.isConnected) document.body.append(voice);
    clearTimeout(speaking);
    speaking = setTimeout(() => { voice.textContent = text; }, PAUSE);
  };
  const speak = words => {
    const explorer = words.closest('.wb-explorer');
    if (explorer && touched === explorer) say(words.textContent.trim().slice(0, 400));
  };
  let touched = null;  // the explorer that the reader is using; others draw themselves in silence
  for (const type of ['pointerdown', 'keydown'])
    document.addEventListener(type, event => { touched = event.target.closest?.('.wb-explorer') ?? touched; }, true);

  // ---- The reply to the guess has the focus, and so has what there was to see when it was asked for --------------------
  let awaited = '';
  document.addEventListener('click', event => {
    const button = event.target.closest?.('button');
    if (button?.closest('.wb-page .wb-prediction') && !button.matches('.wb-term')) awaited = '.wb-reply';
    if (button?.matches('.wb-seen-button')) awaited = '.wb-told';
    played = button?.closest('.wb-act, .wb-deal')?.closest('.wb-desk') ?? null;
  }, true);
  // A new morning at the desk, or its verdict, comes into sight; the focus stays on the button that is pressed again.
  let played = null;
  const dawn = news => {
    if (!played?.contains(news)) return;
    const box = news.getBoundingClientRect(), cover = played.querySelector('[data-sticks="picture"] .wb-picture')?.offsetHeight ?? 0;
    if (box.top < BAR + cover || box.bottom > innerHeight) news.scrollIntoView({ block: 'nearest' });
  };
  const arrive = node => {
    if (!awaited) return;
    const found = node.matches(awaited) ? node : node.querySelector(awaited);
    if (!found) return;
    awaited = '';
    found.focus({ preventScroll: true });
    const box = found.getBoundingClientRect();
    if (box.bottom > innerHeight || box.top < 48) found.scrollIntoView({ block: 'nearest' });
  };

  // ---- Folds, "More", help ---------------------------------------------------------------------------------------------
  const opened = button => {
    const box = button.closest(`.${button.dataset.wbOpens}`);
    set(button, 'aria-expanded', String(Boolean(box?.classList.contains('wb-open'))));
  };
  const helped = (control, yes) => {
    control.classList.toggle('wb-helped', yes);
    set(control.querySelector('.wb-help-button'), 'aria-expanded', String(yes));
  };
  document.addEventListener('click', event => {
    const opener = event.target.closest?.('[data-wb-opens]');
    if (opener) {
      opener.closest(`.${opener.dataset.wbOpens}`).classList.toggle('wb-open');
      opened(opener);
      dispatchEvent(new Event('resize'));
    }
    const asks = event.target.closest?.('.wb-help-button');
    if (asks) helped(asks.closest('.wb-control'), asks.getAttribute('aria-expanded') !== 'true');
  });
  // On a wide screen one line under the controls has the help of the control that is pointed at or has the focus.
  for (const type of ['focusin', 'pointerover']) document.addEventListener(type, event => {
    const control = event.target.closest?.('.wb-control');
    const line = control?.closest('.wb-explorer')?.querySelector('.wb-help-line');
    if (line) line.textContent = control.querySelector('.wb-help')?.textContent ?? '';
  });

  // ---- A button or slider that is named in words far from its picture: pressing the name leads there, and back -----------
  const NEAR = '.wb-presets button, .wb-tools button, .wb-control .widget-label';
  const named = words => [...document.querySelectorAll(`.wb-page :is(${NEAR})`)]
    .filter(found => found.textContent.trim() === words)
    .map(found => found.closest('button') ?? found.closest('.wb-control').querySelector('[role="slider"], input, select'))
    .find(found => found);
  const lead = strong => {
    const words = strong.textContent.trim();
    if (strong.closest('.wb-section')?.querySelector('.wb-explorer') || strong.querySelector('button, .wb-term') || !named(words)) return;
    const press = Object.assign(document.createElement('button'), { className: 'wb-press', textContent: words });
    strong.replaceChildren(press);
    const next = strong.nextSibling, sign = next?.nodeType === Node.TEXT_NODE ? /^[\p{Pe}\p{Pf}\p{Po}]+/u.exec(next.data)?.[0] : '';
    if (!sign) return;
    const near = Object.assign(document.createElement('span'), { className: 'wb-joined' });  // a line may not begin with a sign
    next.deleteData(0, sign.length);
    strong.replaceWith(near);
    near.append(strong, sign);
  };
  document.addEventListener('click', event => {
    const press = event.target.closest?.('.wb-press');
    const found = press && named(press.textContent.trim());
    if (!found) return;
    const explorer = found.closest('.wb-explorer');
    explorer.querySelector('.wb-back')?.remove();
    const back = Object.assign(document.createElement('button'), { className: 'wb-back', textContent: WORDS.back });
    back.addEventListener('click', () => {
      back.remove();
      press.focus({ preventScroll: true });
      press.scrollIntoView({ block: 'center' });
    });
    explorer.querySelector('.wb-words').after(back);
    touched = explorer;
    if (found.matches('button')) found.click();
    if (found.closest('.wb-more:not(.wb-open)')) found.closest('.wb-more').querySelector('[data-wb-opens]').click();
    found.focus({ preventScroll: true });
    explorer.scrollIntoView({ block: 'start' });
  });

  // ---- A picture stays in sight while controls are moved, if it fits beside them, or above them leaves them room ----------
  const BAR = 48;
  const stick = columns => {
    const picture = columns?.querySelector('.wb-picture');
    if (!picture) return;
    const beside = getComputedStyle(columns).gridTemplateColumns.includes(' ');
    const height = columns.closest('.jp-WindowedPanel-outer')?.clientHeight ?? innerHeight - BAR;
    const result = columns.querySelector('.wb-result');
    // In a low window what stands under the picture would never come into view while the picture stays.
    const needed = height > 470 ? Math.min(result.offsetHeight, picture.offsetHeight + 60) : result.offsetHeight;
    const fits = beside ? needed <= height - 8 : picture.offsetHeight <= 0.455 * innerHeight;
    columns.dataset.sticks = !fits ? 'nothing' : beside ? 'result' : 'picture';
    columns.style.setProperty('--wb-cover', `${fits && !beside ? picture.offsetHeight : 0}px`);
  };
  // The first picture fills what the head of the page leaves of the window; the guess stands beside it.
  // Its box is measured, because the picture itself stays in sight while the page is scrolled.
  const measure = () => {
    const first = [...document.querySelectorAll('.wb-first .wb-picture')].find(picture => picture.checkVisibility({ visibilityProperty: true }));
    if (first) document.documentElement.style.setProperty('--wb-first-top', `${Math.round(first.closest('.wb-first').getBoundingClientRect().top + scrollY)}px`);
  };
  addEventListener('resize', measure);
  new ResizeObserver(measure).observe(document.documentElement);  // what stands above it may fold after it is there
  const sizes = new ResizeObserver(list => list.forEach(({ target }) => stick(target.closest('.wb-columns'))));
  // A picture at the end of its way would move up by each line that its words gain. So from the first touch of a control
  // on the columns grow as the words do, and these never get shorter than they were.
  const touch = new WeakMap();
  const grow = words => {
    const { width, height } = touch.get(words) ?? {}, here = width === words.offsetWidth;
    words.style.minHeight = here ? `${height}px` : '';
    words.closest('.wb-columns').style.setProperty('--wb-grown', here ? `${words.offsetHeight - height}px` : '0px');
  };
  for (const type of ['pointerdown', 'focusin']) addEventListener(type, event => {
    const words = event.target.closest?.('.wb-control, .wb-presets')?.closest('.wb-columns')?.querySelector('.wb-words');
    if (!words || touch.get(words)?.width === words.offsetWidth) return;
    touch.delete(words);
    grow(words);
    touch.set(words, { width: words.offsetWidth, height: words.offsetHeight });
  }, true);
  addEventListener('resize', () => document.querySelectorAll('.wb-columns').forEach(stick));

  // ---- What is new on the page -----------------------------------------------------------------------------------------
  const look = node => {
    if (node.nodeType !== 1) return;
    if (node.matches('.wb-poster') || node.querySelector('.wb-first')) measure();
    const columns = node.closest('.wb-columns:not([data-sticks])');  // looked at until its size is known
    if (columns?.querySelector('.wb-picture')) sizes.observe(columns.querySelector('.wb-picture'));
    each(node, NAMED, name);
    const near = node.closest(NAMED);
    if (near) name(near);
    each(node, '.wb-exercise, .wb-prediction', nameAnswers);
    const question = node.closest('.wb-exercise, .wb-prediction');
    if (question) nameAnswers(question);
    each(node, '.wb-presets button', mark);
    each(node, '[data-wb-opens]', opened);
    each(node, '.wb-prose strong', lead);
    each(node, '.words', words => {
      speak(words);
      const box = words.closest('.wb-columns .wb-words');
      if (touch.has(box)) grow(box);
    });
    each(node, '.wb-news, .wb-desk .wb-told', dawn);
    arrive(node);
    each(node, 'a[data-wb-download]', link => {
      link.removeAttribute('data-wb-download');
      link.click();
    });
  };
  new MutationObserver(list => {
    for (const change of list)
      if (change.type === 'attributes') {  // a widget gets its class after it has its place
        if (change.target.matches('.wb-presets button')) mark(change.target);
        if (change.target.matches('.wb-prose')) change.target.querySelectorAll('strong').forEach(lead);
        const question = change.target.closest('.wb-exercise, .wb-prediction');
        if (question) nameAnswers(question);
      } else change.addedNodes.forEach(look);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
  look(document.body);

  // ---- Links: in Voila the link carries the state; JupyterLab has no query string, so there it is a line of code --------
  const linkOf = explorer => {
    const state = new URLSearchParams(explorer.querySelector('[data-wb-state]')?.dataset.wbState);
    if (document.body.dataset.voila) return `${location.origin}${location.pathname}?${state}`;
    const quoted = value => Number.isFinite(Number(value)) && value.trim() ? value : JSON.stringify(value);
    return `page.explore(${[...state].map(([key, value]) => `${key}=${quoted(value)}`).join(', ')})`;
  };
  const copied = (button, words) => {
    const before = button.dataset.words ??= button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 1500);
  };
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-wb-copy]');
    if (!button) return;
    const text = linkOf(button.closest('.wb-explorer'));
    const ask = () => window.prompt(WORDS.copy, text);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => copied(button, WORDS.copied), ask);
    else ask();
  });

  // ---- A slider's number box: a decimal comma becomes a point, one of thousands goes; what cannot be used gets a sentence -
  const typed = box => {
    const slider = box.closest('.widget-hslider, .widget-slider');
    const handle = slider?.querySelector('[role="slider"]');
    const place = box.closest('.wb-explorer')?.querySelector('.wb-typed');
    if (!handle || !place || !box.isContentEditable) return;
    const text = box.textContent.trim();
    if (/^[-+]?\d+,\d{1,2}$/.test(text)) box.textContent = text.replace(',', '.');
    else if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text)) box.textContent = text.replaceAll(',', '');
    const value = parseFloat(box.textContent);
    const [low, high] = ['aria-valuemin', 'aria-valuemax'].map(key => parseFloat(handle.getAttribute(key)));
    const what = slider.querySelector('.widget-label')?.textContent.trim();
    place.textContent =
      Number.isNaN(value) ? fill(WORDS.no_number, { typed: text.slice(0, 40), label: what })
      : value < low || value > high
        ? fill(WORDS.outside, { label: what, low, high, typed: value, edge: value < low ? low : high })
      : '';
  };
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && event.target.closest?.('.wb-helped')) helped(event.target.closest('.wb-helped'), false);
    if (event.key !== 'Enter') return;
    if (event.target.matches?.('.wb-explorer .widget-readout')) typed(event.target);
    if (event.target.matches?.('.wb-exercise input[type="text"]'))
      event.target.closest('.wb-exercise').querySelector('.wb-check')?.click();
  }, true);
  document.addEventListener('focusout', event => {
    if (event.target.matches?.('.wb-explorer .widget-readout')) typed(event.target);
  }, true);

  // ---- Fingers: a swipe that starts on a slider scrolls the page if it goes up or down, and moves the slider if not -------
  // The slider would take the finger at once. So it gets it, as a mouse, only when it is known to go sideways; a tap reaches
  // it as any tap does.
  const REACH = 6;
  let finger = null;
  const hand = (kind, place, target) => target.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, view: window,
    clientX: place.clientX, clientY: finger.y, button: 0, buttons: kind === 'mouseup' ? 0 : 1 }));
  document.addEventListener('touchstart', event => {
    const [place, other] = event.touches;
    finger = null;
    if (other || !event.target.closest?.('.noUi-target')) return;
    event.stopImmediatePropagation();
    finger = { target: event.target, x: place.clientX, y: place.clientY, moving: false };
  }, { capture: true, passive: true });
  document.addEventListener('touchmove', event => {
    if (!finger) return;
    const [place] = event.touches, across = Math.abs(place.clientX - finger.x), along = Math.abs(place.clientY - finger.y);
    if (!finger.moving && along > REACH && along > across) finger = null;  // the page's
    else if (!finger.moving && across > REACH) {
      finger.moving = true;
      hand('mousedown', { clientX: finger.x }, finger.target);
    }
    if (!finger?.moving) return;
    if (event.cancelable) event.preventDefault();
    hand('mousemove', place, document.documentElement);
  }, { capture: true, passive: false });
  for (const type of ['touchend', 'touchcancel']) document.addEventListener(type, event => {
    if (finger?.moving) hand('mouseup', event.changedTouches[0], document.documentElement);
    finger = null;
  }, true);
})();
