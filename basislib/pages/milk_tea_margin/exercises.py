"""The guess and the exercises of page 01."""

from basislib.fund.account import call_option_profit, futures_profit, margin_account
from basislib.fund.calls import call_probability, median_days_to_call
from basislib.language import _
from basislib.scenes.margin_account import START, story
from basislib.widgets.questions import Choose, Numeric, Option

# What of the guess and the exercises belongs to each goal of the notebook's first cell, in its order.
GOALS = (("q1", "q2", "q3"), ("guess",), ("q4", "q5"), ("q6",))


def guess():
    """Return the prediction that opens the page."""
    ann, ben = story("pays"), story("refuses")
    numbers = {
        "ann": ann,
        "ben": ben,
        "out": ben.account.close_out_day,
        "lowest": ben.account.price.min(),
        "ben_lost": -ben.account.total_profit,
    }
    return Choose(
        _(
            "Ann and Ben each buy a future on milk tea at ${ann.start:.2f} and put down ${ann.initial_margin:.2f}. The "
            "price falls to ${lowest:.2f} and is **back at ${ann.price:.2f}** at the end of the month. Ann pays every margin "
            "call, Ben pays none. Who has lost what?"
        ).format(**numbers),
        (
            Option(
                "nobody",
                _("Nobody has lost anything: the price is back."),
                _(
                    "For Ann that is true. Ben was closed out on day {out} at ${ben.close_out_price:.2f}. When the price "
                    "came back he held nothing, and ${ben_lost:.2f} stayed lost."
                ).format(**numbers),
            ),
            Option(
                "ben",
                _("Ben has lost, Ann has not."),
                _(
                    "Ann paid in ${ann.paid_in:.2f} in all and takes out ${ann.balance:.2f}. Ben was closed out on day "
                    "{out} at ${ben.close_out_price:.2f}. He was right about the end and was not there any "
                    "more."
                ).format(**numbers),
            ),
            Option(
                "ann",
                _("Ann has lost what she paid on the calls, Ben nothing."),
                _(
                    "What Ann pays in stays hers. She takes out ${ann.balance:.2f}, all she ever paid in. Ben's loss of "
                    "${ben_lost:.2f} was real when he was closed out, and no later price gives it "
                    "back."
                ).format(**numbers),
            ),
            Option(
                "both",
                _("Both have lost their ${ann.initial_margin:.2f} of margin.").format(**numbers),
                _(
                    "A margin is a deposit and not a fee. What was not lost on the price comes back: all of it to Ann, "
                    "${ben.balance:.2f} to Ben."
                ).format(**numbers),
            ),
        ),
        "ben",
        _("Who still holds the contract when the price comes back?"),
        _("See Ann's account in the picture, and press Pays no call to see Ben's."),
    )


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [
        _short_question(rng),
        _call_question(rng),
        _leverage_question(rng),
        _time_question(rng),
        _rule_question(rng),
        _option_question(rng),
    ]


def _short_question(rng):
    margin = int(rng.choice([8, 10, 12]))
    ups, last = float(rng.choice([1.0, 1.5, 2.0])), float(rng.choice([2.5, 3.5, 4.5]))
    prices = [START, START + ups, START + 2 * ups, START + 2 * ups - last - ups]
    account = margin_account(prices, margin, 0.0, side="short")
    answer, profit = account.balance[-1], account.total_profit
    return Numeric(
        _(
            "You **sell** a future on milk tea at ${prices[0]:.2f} and put down ${margin:.2f}. It settles at "
            "${prices[1]:.2f}, then ${prices[2]:.2f}, then ${prices[3]:.2f}, where you close. No call came. How much do "
            "you take out of the account?"
        ).format(prices=prices, margin=margin),
        answer,
        _("$"),
        0.0051,
        _("Who pays whom when the price rises? And what happens to the deposit?"),
        _(
            "As the short you pay {ups:g} on each of the two days when the price rises, and receive {fall:g} on the "
            "third. Together {profit:+g}. The deposit is not a fee: {margin} + {profit:g} = **{answer:g}**."
        ).format(ups=ups, fall=last + ups, profit=profit, margin=margin, answer=answer),
        (
            (profit, _("That is the profit. The deposit is yours too and comes back.")),
            (margin - profit, _("You sold. A lower price is your gain, and a higher one your loss.")),
            (margin + last + ups, _("That counts only the last day. You paid on the two days before.")),
        ),
    )


def _call_question(rng):
    margin = int(rng.choice([8, 10, 12]))
    floor = 0.75 * margin
    loss = float(rng.choice([3.5, 4.5, 5.5]))
    account = margin_account([START, START - loss], margin, floor)
    answer = account.margin_call[1]
    return Numeric(
        _(
            "You have bought at ${start:.2f}. The initial margin is ${margin:.2f}, the maintenance margin ${floor:.2f}. "
            "The price settles at ${price:.2f}. How much does the margin call ask for?"
        ).format(start=START, margin=margin, floor=floor, price=START - loss),
        answer,
        _("$"),
        0.0051,
        _("How much is left tonight? And up to which of the two levels must the account be filled?"),
        _(
            "{margin} − {loss:g} = {left:g} is left, below {floor:g}. The call goes back up to the initial margin: "
            "{margin} − {left:g} = **{answer:g}**."
        ).format(margin=margin, loss=loss, left=margin - loss, floor=floor, answer=answer),
        (
            (
                floor - margin + loss,
                _("That would fill the account to the maintenance margin. A call goes up to the **initial** margin."),
            ),
            (margin, _("Part of the margin is still there. Only what is missing is asked for.")),
            (margin - loss, _("That is what is left in the account, not what is missing.")),
        ),
    )


def _leverage_question(rng):
    share, move = float(rng.choice([4, 5, 8])), float(rng.choice([0.5, 1.5, 2.5]))
    margin = START * share / 100
    account = margin_account([START, START * (1 - move / 100)], margin, 0.0)
    answer = -100 * account.total_profit / margin
    return Numeric(
        _(
            "The initial margin is {share:g}% of the price. You are long and the price falls by {move:g}%. By how many "
            "per cent does your account shrink?"
        ).format(share=share, move=move),
        answer,
        "%",
        0.051,
        _("How many dollars of tea does one dollar of margin hold?"),
        _(
            "One dollar of margin holds 100/{share:g} = {times:g} dollars of tea. That is the leverage. A fall of "
            "{move:g}% costs {times:g} × {move:g}% = **{answer:.4g}%** of the account."
        ).format(share=share, times=100 / share, move=move, answer=answer),
        (
            (move, _("That is the fall of the *price*. The account is much smaller than what it holds.")),
            (share * move, _("Divide by the share of the margin, do not multiply: a smaller margin shrinks faster.")),
            (share, _("That is the margin. Ask how much of it this fall takes away.")),
        ),
    )


def _time_question(rng):
    times, sigma, distance = int(rng.choice([2, 3])), float(rng.choice([0.5, 1.0])), float(rng.choice([2.5, 3.5]))
    before = median_days_to_call(distance, sigma)
    answer = median_days_to_call(distance, times * sigma)
    numbers = {"times": times, "square": times**2, "before": before}
    return Numeric(
        _(
            "A loss of ${distance:.2f} brings a call. At a volatility of ${sigma:.2f} a day, its chance reaches 50% after "
            "{before:.1f} trading days. Now volatility is **{times} times** as high and the margin stays. After how many "
            "trading days does the chance reach 50%?"
        ).format(distance=distance, sigma=sigma, **numbers),
        answer,
        _("days"),
        max(0.0151 * answer, 0.051),
        _("The reach of a random walk grows with the square root of time."),
        _(
            "In T days the price typically gets about volatility × √T away. With {times} times the volatility the same distance is "
            "reached in 1/{times}² = 1/{square} of the time: {before:.1f}/{square} = **{answer:.3g}** days."
        ).format(answer=answer, **numbers),
        (
            (
                before / times,
                _(
                    "Time goes with the square of volatility. {times} times the volatility is not just {times} "
                    "times as fast."
                ).format(**numbers),
            ),
            (before / times**0.5, _("The square root belongs to time, not to volatility. Go the other way.")),
            (before * times**2, _("More volatility brings the call sooner, not later.")),
        ),
    )


def _rule_question(rng):
    sigma, days = float(rng.choice([1.0, 1.5, 2.0])), int(rng.choice([9, 16, 25]))
    distance = float(rng.choice([1.0, 1.5])) * sigma * days**0.5
    answer = 100 * call_probability(distance, sigma, days)
    tail = answer / 2
    numbers = {
        "sigma": sigma,
        "days": days,
        "distance": distance,
        "ratio": distance / sigma / days**0.5,
        "tail": tail,
        "answer": answer,
    }
    return Numeric(
        _(
            "Volatility is ${sigma:.2f} a day, and a loss of ${distance:.2f} brings a call. The account is watched all "
            "day for {days} trading days. A standard normal number falls below −{ratio:g} with probability {tail:.2f}%. "
            "What is the probability of a call, in per cent?"
        ).format(**numbers),
        answer,
        "%",
        0.051,
        _(
            "How likely is it that the last price is beyond the line? And of the paths that have touched the line, how "
            "many end beyond it?"
        ),
        _(
            "The last price is beyond the line with probability {tail:.2f}%, since {distance:g}/({sigma:g} × √{days}) = "
            "{ratio:g}. But of all paths that touch the line only half end beyond it, the other half comes back. So "
            "twice as many have touched it: **{answer:.2f}%**."
        ).format(**numbers),
        (
            (
                tail,
                _(
                    "That counts only the paths that are still beyond the line on the last day. As many have touched it "
                    "and come back."
                ),
            ),
            (100 - tail, _("That is the probability of ending on the good side of the line.")),
        ),
    )


def _option_question(rng):
    premium, final = float(rng.choice([3, 4, 5])), float(rng.choice([84, 86, 88]))
    future, call = futures_profit(final, START), call_option_profit(final, START, premium)
    answer = call - future
    return Numeric(
        _(
            "Ann buys a future at ${start:.2f}. Ben buys a call option with a strike price of ${start:.2f} for "
            "${premium:.2f}. The price ends at ${final:.2f}. How much more than Ben has Ann lost?"
        ).format(start=START, premium=premium, final=final),
        answer,
        _("$"),
        0.0051,
        _("Must Ben use his right to buy? Must Ann settle hers?"),
        _(
            "Ann has lost {start:g} − {final:g} = {loss:g}, day by day. Ben lets the right lapse and has lost only the "
            "premium of {premium:g}. The difference is {loss:g} − {premium:g} = **{answer:g}**."
        ).format(start=START, final=final, loss=-future, premium=premium, answer=answer),
        (
            (-future, _("That is Ann's loss. Ben has lost something too: his premium.")),
            (
                premium - future,
                _("Ben does not carry the fall as well. He has lost the premium and no more, so subtract."),
            ),
            (premium, _("That is Ben's loss. How much larger is Ann's?")),
        ),
    )
