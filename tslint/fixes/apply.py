"""Carrying cures out on texts: a pure function from sources and cures to new sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tslint.fixes.annotate import plan_local, plan_parameter, plan_return
from tslint.fixes.comments import plan_comment
from tslint.fixes.compose import Composed, checker, compatible, compose
from tslint.fixes.context import Context
from tslint.fixes.decorate import plan_decorator
from tslint.fixes.expressions import plan_replacement, plan_wrap
from tslint.fixes.extract import plan_extract
from tslint.fixes.plan import Plan, Refused, Satisfied
from tslint.fixes.statements import plan_statement
from tslint.ir.cures import (
    AnnotateLocal,
    AnnotateParameter,
    AnnotateReturn,
    Cure,
    DecorateFunction,
    EditComment,
    ExtractBlock,
    ReplaceStatement,
    WrapCall,
)

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(slots=True)
class FixResult:
    """The new texts of the files that change, and what became of each cure (once each, in the given order).

    `satisfied` are the cures that ask for what is so already. `moved` gives cures with a position as they are
    said of the new texts.
    """

    texts: dict[str, str] = field(default_factory=dict)
    applied: list[Cure] = field(default_factory=list)
    refused: list[tuple[Cure, str]] = field(default_factory=list)
    satisfied: list[Cure] = field(default_factory=list)
    moves: dict[Cure, Cure] = field(default_factory=dict, repr=False)

    def moved(self, cure: Cure) -> Cure:
        """The cure as it is said of the new texts: lines and spans move with the edits around them."""
        return self.moves.get(cure, cure)


def apply_cures(texts: Mapping[str, str], cures: Iterable[Cure]) -> FixResult:
    """Carry out `cures` on `texts` (by path, line ends as in the file); nothing is written.

    Cures that cannot be carried out are refused with a reason in words; those of one file never prevent those
    of another. Positions in cures are positions in `texts`: to apply the same cures again, use `moved`.
    """
    by_file: dict[str, list[Cure]] = {}
    asked = list(dict.fromkeys(cures))
    for cure in asked:
        by_file.setdefault(cure.file, []).append(cure)
    result = FixResult()
    fates: dict[Cure, str | None] = {}
    for path, wanted in by_file.items():
        if path in texts:
            _fix(path, texts[path], wanted, result, fates)
        else:
            fates |= dict.fromkeys(wanted, "the file was not read")
    for cure in asked:
        if cure not in fates:
            result.satisfied.append(cure)
        elif (reason := fates[cure]) is None:
            result.applied.append(cure)
        else:
            result.refused.append((cure, reason))
    return result


def _fix(path: str, text: str, cures: list[Cure], result: FixResult, fates: dict[Cure, str | None]) -> None:
    """Add the new text of one file to `result`, and to `fates` why cures are refused (None: carried out)."""
    mark = text[: text.startswith(_BYTE_ORDER_MARK)]
    try:
        context = Context.of(text[len(mark) :])
    except Refused as refusal:
        fates |= dict.fromkeys(cures, str(refusal))
        return
    plans: list[Plan] = []
    for cure in cures:
        try:
            plans.append(_plan(cure, context))
        except Refused as refusal:
            fates[cure] = str(refusal)
        except Satisfied:
            continue
    plans, conflicts = compatible(plans)
    fates |= {plan.cure: reason for plan, reason in conflicts}
    composed, plans = _valid(context, plans, fates)
    fates |= dict.fromkeys((plan.cure for plan in plans), None)
    if composed.text != composed.before:
        result.texts[path] = mark + composed.text
        own = {plan.cure: plan for plan in plans}
        result.moves.update((cure, composed.moved(cure, own.get(cure))) for cure in cures)


def _valid(context: Context, plans: list[Plan], fates: dict[Cure, str | None]) -> tuple[Composed, list[Plan]]:
    """Compose what gives valid Python; where all together do not, the plans one by one."""
    composed = compose(context.document, plans)
    check = checker(context.document.text)
    if check(composed.text) is None:
        return composed, plans
    kept: list[Plan] = []
    for plan in plans:
        reason = check(compose(context.document, [*kept, plan]).text)
        if reason is None:
            kept.append(plan)
        else:
            fates[plan.cure] = f"the result would not be valid Python: {reason}"
    return compose(context.document, kept), kept


def _plan(cure: Cure, context: Context) -> Plan:
    match cure:
        case DecorateFunction():
            return plan_decorator(cure, context)
        case AnnotateLocal():
            return plan_local(cure, context)
        case AnnotateParameter():
            return plan_parameter(cure, context)
        case AnnotateReturn():
            return plan_return(cure, context)
        case WrapCall():
            return plan_wrap(cure, context)
        case EditComment():
            return plan_comment(cure, context)
        case ExtractBlock():
            return plan_extract(cure, context)
        case ReplaceStatement():
            return plan_statement(cure, context)
    return plan_replacement(cure, context)
