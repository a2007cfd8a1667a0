// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/spendstage.h"

#include "ui/common/segmentbar.h"
#include "ui/shell/mainwindow.h"
#include "ui/spend/chartpanel.h"
#include "ui/spend/creditwatch.h"
#include "ui/spend/spendpage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMouseEvent>
#include <QRandomGenerator>
#include <QTimer>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// What a model of the picture is used for on an average day, per mille of a dollar and of a million tokens.
struct StagedModel
{
    const char *model;
    const char *provider;
    const char *key;
    int milliDollars;
    int kiloTokensIn;
    int kiloTokensOut;
    int cachedPercent;
    int reasoningPercent;
    CostBasis basis;
};
constexpr StagedModel stagedModels[] = {
    {"anthropic/claude-sonnet-4.5", "anthropic", "a41c", 480, 80, 21, 32, 0, CostBasis::Computed},
    {"openai/gpt-5", "openrouter", "5d18", 350, 47, 30, 19, 44, CostBasis::Reported},
    {"anthropic/claude-opus-4.5", "anthropic", "02de", 290, 17, 8, 0, 0, CostBasis::Computed},
    {"google/gemini-2.5-pro", "openrouter", "b7e2", 220, 41, 17, 0, 21, CostBasis::Reported},
    {"deepseek/deepseek-r1-0528", "deepseek", "e5a0", 217, 42, 118, 0, 71, CostBasis::Computed},
    {"moonshotai/kimi-k2-thinking", "moonshotai", "48d3", 55, 13, 25, 0, 60, CostBasis::Reported},
    {"deepseek/deepseek-v3.2", "deepseek", "e5a0", 34, 92, 39, 41, 0, CostBasis::Computed},
    {"mistralai/mistral-medium-3.1", "mistral", "c90d", 11, 8, 4, 0, 0, CostBasis::Estimated},
};
} // namespace

static SpendCell stagedCell(const StagedModel &staged, QDate day, QRandomGenerator &chance)
{
    SpendCell cell;
    cell.day = day;
    cell.model = QString::fromLatin1(staged.model);
    cell.provider = QString::fromLatin1(staged.provider);
    cell.key = QString::fromLatin1(staged.key);
    cell.source = day.day() % 4 == 0 ? u"gateway"_s : day.day() % 7 == 0 ? u"cli"_s : u"compare"_s;
    const qint64 weight = (day.dayOfWeek() > 5 ? 15 : 60) + chance.bounded(90); // percent of an average day
    const Money money{qint64(staged.milliDollars) * 10'000'000 * weight + chance.bounded(1'000'000)};
    (staged.basis == CostBasis::Reported    ? cell.reported
     : staged.basis == CostBasis::Estimated ? cell.estimated
                                            : cell.computed) = money;
    cell.answered = qMax(qint64(1), weight * staged.kiloTokensIn / 460);
    cell.attempts = cell.answered + chance.bounded(2);
    cell.input = staged.kiloTokensIn * 10 * weight + chance.bounded(10);
    cell.cachedInput = cell.input * staged.cachedPercent / 100;
    cell.output = staged.kiloTokensOut * 10 * weight + chance.bounded(10);
    cell.reasoning = cell.output * staged.reasoningPercent / 100;
    return cell;
}

/// The same ledger in every picture of a day.
static QList<SpendCell> stagedLedger(QDate today)
{
    QRandomGenerator chance(7);
    QList<SpendCell> cells;
    for (QDate day = today.addDays(-95); day <= today; day = day.addDays(1)) {
        for (const StagedModel &staged : stagedModels) {
            if (day.addDays(staged.milliDollars).dayOfWeek() != 2 || staged.milliDollars > 300)
                cells.append(stagedCell(staged, day, chance));
        }
    }
    cells.last().unknownCost = 3;
    cells.last().unsettled = 1;
    cells.last().unsettledBound = Money{31'000'000'000};
    return cells;
}

static QFuture<Result<QList<SpendCell>>> answer(const QList<SpendCell> &ledger, const SpendQuery &query)
{
    QList<SpendCell> asked;
    for (const SpendCell &cell : ledger) {
        if (cell.day >= query.since && (!query.until.isValid() || cell.day <= query.until))
            asked.append(cell);
    }
    return QtFuture::makeReadyValueFuture(Result<QList<SpendCell>>(asked));
}

static void stageBudgets(Services &services, bool some)
{
    Settings settings = services.settings();
    settings.budgetPerRun = some ? u"0.5"_s : QString();
    settings.budgetPerDay = some ? u"5"_s : QString();
    settings.budgetPerMonth = some ? u"60"_s : QString();
    settings.budgetsOf.clear();
    if (some)
        settings.budgetsOf.insert(u"key/b7e2"_s, u"6"_s);
    services.saveSettings(settings);
}

/// Balances of the staged keys, told a moment ago.
static void stageAges(Services &services)
{
    for (const KeyEntry &key : QList<KeyEntry>(services.keyRing().keys())) {
        auto balance = Balance::fromJson(key.record.balance);
        if (!balance)
            continue;
        balance->atMs = services.clock().wallMs() - 3 * 60'000;
        services.keyRing().setBalance(key.record.id, balance->toJson());
    }
}

void stageSpend(MainWindow &window, const QString &state)
{
    SpendPage &page = window.spend();
    CreditWatch &watch = window.creditWatch();
    stageAges(window.services());
    stageBudgets(window.services(), state != "empty"_L1);
    const QList<SpendCell> ledger = state == "empty"_L1 ? QList<SpendCell>() : stagedLedger(watch.today());
    watch.setSource([ledger](const SpendQuery &query) { return answer(ledger, query); });
    page.chart().views().segment(state == "rows"_L1 ? u"table"_s : u"chart"_s)->click();
    QEvent away(QEvent::Leave); // no picture shows what the one before had hovered
    QApplication::sendEvent(&page.chart().chart(), &away);
    page.showPeriod(u"month"_s);
    watch.reload();
    if (state == "custom"_L1) {
        page.showPeriod(u"custom"_s);
        page.showDays(watch.today().addDays(-59), watch.today().addDays(-20));
    }
    if (state == "chosen"_L1)
        QTimer::singleShot(100, &page, [&page, &watch] {
            Q_EMIT page.chart().chart().dayPicked(watch.today().addDays(-4));
            DayChart &chart = page.chart().chart();
            const QPointF over(chart.width() * 0.6, chart.height() / 2.0);
            QMouseEvent hover(QEvent::MouseMove, over, chart.mapToGlobal(over), Qt::NoButton, Qt::NoButton,
                              Qt::NoModifier);
            QApplication::sendEvent(&chart, &hover);
        });
    QTimer::singleShot(200, &page, [&page, state] { page.scrollTo(state); });
    if (state == "failing"_L1) {
        QTimer::singleShot(100, &page, [&page, &watch] {
            watch.setSource([](const SpendQuery &) {
                return QtFuture::makeReadyValueFuture(Result<QList<SpendCell>>(
                    std::unexpected(Error{.kind = ErrorKind::Storage,
                                          .message = u"The disk is full."_s,
                                          .hint = u"Free some space; nothing that was entered is lost."_s,
                                          .detail = {}})));
            });
            watch.reload();
            page.showPeriod(u"month"_s);
        });
    }
}

} // namespace Crossroads
