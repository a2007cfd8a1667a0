// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/creditlines.h"

#include "app/money/decimal.h"
#include "ui/common/moneytext.h"
#include "ui/common/textlocale.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CreditLines", text);
}

std::optional<Money> budgetFrom(const QString &text)
{
    const auto money = Money::fromDecimal(text.toLatin1());
    return money && money->pico >= 0 ? money : std::nullopt;
}

QString lastsText(qint64 days)
{
    if (days < 1)
        return tr("less than a day");
    if (days < 21)
        return QCoreApplication::translate("CreditLines", "%Ln days", nullptr, int(days));
    if (days < 70)
        return QCoreApplication::translate("CreditLines", "%Ln weeks", nullptr, int(days / 7));
    if (days < 730)
        return QCoreApplication::translate("CreditLines", "%Ln months", nullptr, int(days / 30));
    return tr("more than 2 years");
}

QString sourceText(const QString &source)
{
    if (source == "compare"_L1)
        return tr("Compare");
    if (source == "cli"_L1)
        return tr("Command line");
    return source == "gateway"_L1 ? tr("Gateway") : source;
}

static Money costIn(const QList<SpendCell> &cells, const std::function<bool(const SpendCell &)> &wanted)
{
    Money sum;
    for (const SpendCell &cell : cells) {
        if (wanted(cell))
            sum += cell.cost();
    }
    return sum;
}

/// What counts against a budget: bounds of what is under way, or was interrupted, are among it.
static Money heldIn(const QList<SpendCell> &cells, const std::function<bool(const SpendCell &)> &wanted)
{
    Money sum = costIn(cells, wanted);
    for (const SpendCell &cell : cells) {
        if (wanted(cell))
            sum += cell.unsettledBound;
    }
    return sum;
}

static QDate monthOf(QDate day)
{
    return {day.year(), day.month(), 1};
}

// --- balances ---

static bool isLow(const Amount &left, const Settings &settings)
{
    const auto low = scaledDecimal(settings.lowCredit.toLatin1(), 12);
    return left.pico <= 0 || (low && left.pico < *low);
}

/// The ledger counts dollars: credit in another currency would need a rate of exchange, and none is guessed.
static QString forecast(const CreditFacts &facts, const BalanceLine &line, const KeyEntry &key,
                        const Balance &balance)
{
    if (balance.left.size() != 1 || balance.left.first().currency != "USD"_L1)
        return {};
    constexpr int window = 30;
    const QDate since = facts.today.addDays(1 - window);
    const bool ofKey = balance.limit.has_value(); // else it is the account's, whatever the key
    QList<SpendCell> own;
    std::ranges::copy_if(facts.recent, std::back_inserter(own), [&](const SpendCell &cell) {
        return cell.day >= since && cell.provider == line.provider &&
               (!ofKey || cell.key == key.record.lastFour);
    });
    const auto days =
        daysLeft(balance.left.first().pico, sumsOf(own).cost().pico, daysKnown(own, facts.today, window));
    return days ? tr("lasts about %1").arg(lastsText(*days)) : QString();
}

static QString ledgerText(const CreditFacts &facts, const QString &provider)
{
    const QDate month = monthOf(facts.today);
    const Money spent = costIn(
        facts.recent, [&](const SpendCell &cell) { return cell.provider == provider && cell.day >= month; });
    return tr("our ledger: %1 this month").arg(moneyText(spent));
}

static void tellBalance(const CreditFacts &facts, BalanceLine &line, const KeyEntry &key,
                        const Balance &balance)
{
    line.state = BalanceLine::State::Told;
    line.age = agoText(qMax(0LL, facts.nowMs - balance.atMs));
    QStringList amounts, exact, more;
    for (const Amount &left : balance.left) {
        amounts.append(amountText(left.pico, left.currency));
        exact.append(Money{left.pico}.toDecimal() + u' ' + left.currency);
        line.low = line.low || isLow(left, facts.settings);
    }
    if (amounts.isEmpty() && balance.used) {
        amounts.append(tr("%1 used").arg(amountText(balance.used->pico, balance.used->currency)));
        more.append(balance.freeTier ? tr("free tier") : tr("no limit set there"));
    } else if (balance.limit && !balance.left.isEmpty()) {
        more.append(tr("of %1").arg(amountText(balance.limit->pico, balance.limit->currency)));
        if (balance.limit->pico > 0)
            line.share = qBound(0.0, double(balance.left.first().pico) / double(balance.limit->pico), 1.0);
    }
    line.amount = amounts.join(tr(" and "));
    line.exact = exact.join(tr(" and "));
    if (const QString lasts = forecast(facts, line, key, balance); !lasts.isEmpty())
        more.append(lasts);
    line.more = more.isEmpty() ? ledgerText(facts, line.provider) : more.join(u" · "_s);
}

static Money spentAt(const CreditFacts &facts, const QString &provider)
{
    return costIn(facts.recent, [&](const SpendCell &cell) { return cell.provider == provider; });
}

static BalanceLine lineOf(const CreditFacts &facts, const KeyEntry &key)
{
    const Vendor vendor = facts.vendorOf(key.record.provider);
    BalanceLine line{.keyId = key.record.id, .provider = vendor.slug, .name = vendor.name};
    line.topUp = vendor.topUpUrl;
    const auto failure = facts.failureOf ? facts.failureOf(key.record.id) : std::nullopt;
    const bool publishes = balanceUrl(vendor).isValid();
    if (const auto balance = Balance::fromJson(key.record.balance)) {
        tellBalance(facts, line, key, *balance);
    } else {
        line.state = publishes ? BalanceLine::State::NotAsked : BalanceLine::State::NotPublished;
        line.amount = publishes ? tr("not asked yet") : tr("not published");
        line.more = ledgerText(facts, line.provider);
    }
    if (key.condition.state == KeyState::NoCredit && !line.low) {
        line.low = true; // it said so when a request was sent
        line.amount = tr("no credit");
    }
    if (failure) {
        line.state = BalanceLine::State::Failed;
        line.more = failure->message;
    }
    return line;
}

/// A key that has told nothing adds nothing where another of its provider's has; nor does a provider that
/// publishes nothing and where nothing was spent.
static bool isWorthALine(const CreditFacts &facts, const QList<BalanceLine> &lines, const BalanceLine &line)
{
    if (!line.age.isEmpty() || line.low || line.state == BalanceLine::State::Failed)
        return true;
    const auto sameProvider = [&](const BalanceLine &other) {
        return other.provider == line.provider && other.keyId != line.keyId &&
               (!other.age.isEmpty() || other.low || other.keyId < line.keyId);
    };
    if (std::ranges::any_of(lines, sameProvider))
        return false;
    return line.state == BalanceLine::State::NotAsked || spentAt(facts, line.provider) != Money{};
}

static QString labelOf(const CreditFacts &facts, const QString &keyId)
{
    const auto key =
        std::ranges::find_if(facts.keys, [&](const KeyEntry &entry) { return entry.record.id == keyId; });
    return key == facts.keys.end() ? QString() : key->record.label;
}

QList<BalanceLine> balanceLines(const CreditFacts &facts)
{
    QList<BalanceLine> all, lines;
    for (const KeyEntry &key : facts.keys) {
        if (key.record.enabled)
            all.append(lineOf(facts, key));
    }
    std::ranges::copy_if(all, std::back_inserter(lines),
                         [&](const BalanceLine &line) { return isWorthALine(facts, all, line); });
    QHash<QString, int> count;
    for (const BalanceLine &line : std::as_const(lines))
        ++count[line.provider];
    for (BalanceLine &line : lines) {
        if (count[line.provider] > 1)
            line.name += u" · "_s + labelOf(facts, line.keyId);
    }
    const auto rank = [](const BalanceLine &line) {
        return line.state == BalanceLine::State::NotPublished && !line.low ? 1 : 0;
    };
    std::ranges::stable_sort(lines, [&](const BalanceLine &a, const BalanceLine &b) {
        if (rank(a) != rank(b))
            return rank(a) < rank(b);
        return spentAt(facts, a.provider) > spentAt(facts, b.provider);
    });
    return lines;
}

// --- budgets ---

/// The figures that every budget has: how much of it is gone, and whether that is past a warning.
static BudgetLine budgetLine(const CreditFacts &facts, const QString &name, Money spent, Money limit)
{
    BudgetLine line{.name = name};
    line.figure = tr("%1 of %2").arg(moneyText(spent), moneyText(limit));
    line.exact = tr("$%1 of $%2").arg(spent.toDecimal(), limit.toDecimal());
    line.permille = limit.pico > 0 ? permilleOf(spent.pico, limit.pico) : 1000;
    line.marks = facts.settings.budgetWarnings;
    const auto share = [&](int percent) { return Money{qint64(Int128(limit.pico) * percent / 100)}; };
    if (spent >= limit) {
        line.mood = BudgetLine::Mood::Spent;
        line.more = tr("spent: requests that cost more are not sent");
        return line;
    }
    std::optional<int> next;
    for (const int percent : line.marks) {
        if (spent >= share(percent))
            line.mood = BudgetLine::Mood::Warned;
        else if (!next)
            next = percent;
    }
    if (line.mood == BudgetLine::Mood::Warned)
        line.more = tr("past the warning; stops at %1").arg(moneyText(limit));
    else if (next)
        line.more = tr("warns at %1").arg(moneyText(share(*next)));
    return line;
}

static QString keyName(const CreditFacts &facts, const QString &lastFour)
{
    for (const KeyEntry &key : facts.keys) {
        if (key.record.lastFour == lastFour)
            return tr("Key “%1”, %2").arg(key.record.label, facts.vendorOf(key.record.provider).name);
    }
    return tr("Key …%1").arg(lastFour);
}

/// A month's budget of "provider/SLUG", "key/LASTFOUR" or "source/NAME".
static BudgetLine partLine(const CreditFacts &facts, const QString &part, Money limit)
{
    const QString kind = part.section(u'/', 0, 0);
    const QString of = part.section(u'/', 1);
    const QDate month = monthOf(facts.today);
    const Money spent = heldIn(facts.recent, [&](const SpendCell &cell) {
        const QString own = kind == "key"_L1 ? cell.key : kind == "source"_L1 ? cell.source : cell.provider;
        return cell.day >= month && own == of;
    });
    const QString name = kind == "key"_L1      ? keyName(facts, of)
                         : kind == "source"_L1 ? sourceText(of)
                                               : facts.vendorOf(of).name;
    return budgetLine(facts, name, spent, limit);
}

static QList<BudgetLine> keyLimitLines(const CreditFacts &facts)
{
    QList<BudgetLine> lines;
    for (const KeyEntry &key : facts.keys) {
        if (key.record.enabled && key.record.limit)
            lines.append(budgetLine(
                facts, tr("Key “%1”, %2").arg(key.record.label, facts.vendorOf(key.record.provider).name),
                key.spent, *key.record.limit));
    }
    return lines;
}

static std::optional<BudgetLine> dayLine(const CreditFacts &facts)
{
    const auto limit = budgetFrom(facts.settings.budgetPerDay);
    if (!limit)
        return std::nullopt;
    const Money spent = heldIn(facts.recent, [&](const SpendCell &cell) { return cell.day == facts.today; });
    return budgetLine(facts, tr("Today"), spent, *limit);
}

static std::optional<BudgetLine> monthLine(const CreditFacts &facts)
{
    const auto limit = budgetFrom(facts.settings.budgetPerMonth);
    if (!limit)
        return std::nullopt;
    const QDate month = monthOf(facts.today);
    const Money spent = heldIn(facts.recent, [&](const SpendCell &cell) { return cell.day >= month; });
    BudgetLine line = budgetLine(facts, textLocale().standaloneMonthName(month.month()), spent, *limit);
    if (line.mood == BudgetLine::Mood::Fine && facts.today.day() > 2)
        line.more = tr("on course for ~%1").arg(moneyText(onCourseFor(spent, facts.today)));
    return line;
}

QList<BudgetLine> budgetLines(const CreditFacts &facts)
{
    QList<BudgetLine> lines;
    if (const auto day = dayLine(facts))
        lines.append(*day);
    if (const auto month = monthLine(facts))
        lines.append(*month);
    QStringList parts = facts.settings.budgetsOf.keys();
    parts.sort();
    for (const QString &part : std::as_const(parts)) {
        if (const auto limit = budgetFrom(facts.settings.budgetsOf.value(part)))
            lines.append(partLine(facts, part, *limit));
    }
    lines += keyLimitLines(facts);
    if (const auto run = budgetFrom(facts.settings.budgetPerRun))
        lines.append({.name = tr("Each run"),
                      .figure = tr("at most %1").arg(moneyText(*run)),
                      .more = tr("asked before it is sent"),
                      .exact = u'$' + run->toDecimal(),
                      .marks = {}});
    return lines;
}

// --- the rail ---

/// The balance of the key that was used last, else OpenRouter's, else any.
static std::optional<BalanceLine> balanceInUse(const CreditFacts &facts)
{
    const QList<BalanceLine> lines = balanceLines(facts);
    const BalanceLine *best = nullptr;
    const auto lastUsed = [&](const BalanceLine &line) -> qint64 {
        for (const KeyEntry &key : facts.keys) {
            if (key.record.id == line.keyId)
                return key.condition.lastUsedMs;
        }
        return 0;
    };
    for (const BalanceLine &line : lines) {
        if (line.age.isEmpty())
            continue;
        const bool later = best && lastUsed(line) > lastUsed(*best);
        const bool preferred = best && lastUsed(line) == lastUsed(*best) && line.provider == "openrouter"_L1;
        if (!best || later || preferred)
            best = &line;
    }
    return best ? std::optional(*best) : std::nullopt;
}

static QString warningOf(const QList<BalanceLine> &balances, const QList<BudgetLine> &budgets)
{
    const auto mood = [&](BudgetLine::Mood wanted) {
        return std::ranges::find(budgets, wanted, &BudgetLine::mood);
    };
    if (const auto spent = mood(BudgetLine::Mood::Spent); spent != budgets.end())
        return tr("Budget spent: %1").arg(spent->name);
    const auto low = std::ranges::count_if(balances, &BalanceLine::low);
    if (low == 1)
        return tr("Low credit: %1").arg(std::ranges::find_if(balances, &BalanceLine::low)->name);
    if (low > 1)
        return tr("Low credit: %1 keys").arg(low);
    const auto warned = mood(BudgetLine::Mood::Warned);
    return warned == budgets.end() ? QString() : tr("Near a budget: %1").arg(warned->name);
}

CreditState creditState(const CreditFacts &facts)
{
    CreditState state;
    const Money today = costIn(facts.recent, [&](const SpendCell &cell) { return cell.day == facts.today; });
    const QList<BalanceLine> balances = balanceLines(facts);
    const QList<BudgetLine> budgets = budgetLines(facts);
    const auto own = balanceInUse(facts);
    const auto day = dayLine(facts);
    const auto month = monthLine(facts);
    QStringList parts;
    if (own) {
        state.figure = own->amount;
        state.words = facts.vendorOf(own->provider).name;
        state.low = own->low;
        parts.append(tr("Credit at %1: %2.").arg(own->name, own->amount));
        state.second = tr("%1 today").arg(day ? day->figure : moneyText(today));
    } else {
        state.figure = moneyText(today);
        state.words = tr("today");
        state.second = day ? day->figure : QString();
    }
    parts.append(tr("Spent today: %1.").arg(moneyText(today)));
    if (day || month) {
        const BudgetLine &bar = day ? *day : *month;
        state.permille = qMin(1000, bar.permille);
        state.mood = bar.mood;
    }
    if (month && !day) // the bar says how much of what it is
        state.second = tr("%1 today, %2 %3")
                           .arg(moneyText(today),
                                textLocale().standaloneMonthName(facts.today.month(), QLocale::ShortFormat),
                                shareText(state.permille));
    for (const BudgetLine &budget : budgets) {
        if (budget.permille >= 0)
            parts.append(tr("Budget “%1”: %2.").arg(budget.name, budget.figure));
    }
    for (const BalanceLine &line : balances) {
        if (line.low)
            parts.append(tr("Low credit at %1: %2.").arg(line.name, line.amount));
    }
    state.warning = warningOf(balances, budgets);
    state.sentence = parts.join(u' ');
    return state;
}

} // namespace Crossroads
