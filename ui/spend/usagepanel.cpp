// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/spend/usagepanel.h"

#include "ui/common/moneytext.h"
#include "ui/common/tokens.h"
#include "ui/spend/chartpanel.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int leastWidth = 170;

/// The figures side by side, parted by lines.
class UsagePanel::Figures : public QWidget
{
public:
    using QWidget::QWidget;
    void show(const QList<Stat> &stats)
    {
        m_stats = stats;
        QStringList sentences;
        for (const Stat &stat : stats)
            sentences.append(u"%1: %2, %3"_s.arg(stat.name, stat.figure, stat.more));
        setAccessibleName(sentences.join(u"; "_s));
        fit();
        update();
    }

protected:
    void resizeEvent(QResizeEvent *) override { fit(); }
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = Tokens::of(palette());
        QPainter painter(this);
        painter.fillRect(rect(), t.base);
        painter.fillRect(QRect(0, 0, width(), 1), t.sep);
        for (int i = 0; i < int(m_stats.size()); ++i)
            paintStat(painter, cell(i), m_stats[i], t);
    }
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return QWidget::event(event);
        auto *help = static_cast<QHelpEvent *>(event);
        for (int i = 0; i < int(m_stats.size()); ++i) {
            if (cell(i).contains(help->pos()))
                QToolTip::showText(help->globalPos(), m_stats[i].exact, this, cell(i));
        }
        return true;
    }

private:
    int columns() const
    {
        return qBound(1, width() / grown(leastWidth, font()), qMax(1, int(m_stats.size())));
    }
    int cellHeight() const { return qMax(80, 3 * fontMetrics().height() + 26); }
    QRect cell(int number) const
    {
        const int inRow = columns();
        const int left = width() * (number % inRow) / inRow;
        const int right = width() * (number % inRow + 1) / inRow;
        return {left, number / inRow * cellHeight(), right - left, cellHeight()};
    }
    void fit()
    {
        const int rows = (int(m_stats.size()) + columns() - 1) / columns();
        if (minimumHeight() != rows * cellHeight())
            setFixedHeight(rows * cellHeight());
    }
    void paintStat(QPainter &painter, const QRect &place, const Stat &stat, const Tokens &t) const
    {
        if (place.left() > 0)
            painter.fillRect(QRect(place.left(), place.top() + 1, 1, place.height() - 2), t.sep);
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), t.sep);
        const QRect cell = place.adjusted(16, 10, -8, -8);
        const QFont small = sized(font(), -1), big = sized(font(), 3, true);
        const auto line = [&](const QFont &lineFont, const QColor &color, int y, const QString &text) {
            const QFontMetrics metrics(lineFont);
            painter.setFont(lineFont);
            painter.setPen(color);
            painter.drawText(QRect(cell.left(), y, cell.width(), metrics.height() + 2), Qt::AlignVCenter,
                             metrics.elidedText(text, Qt::ElideRight, cell.width()));
            return y + metrics.height() + 2;
        };
        int y = line(small, t.muted, cell.top(), stat.name);
        y = line(big, t.text, y, stat.figure);
        line(small, t.muted, y, stat.more);
    }
    QList<Stat> m_stats;
};

UsagePanel::UsagePanel(QWidget *parent)
    : QWidget(parent), m_figures(new Figures(this)), m_chart(new ChartPanel(tr("Tokens"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_figures);
    column->addWidget(m_chart);
}

static QString orNothing(const std::optional<int> &permille)
{
    return permille ? shareText(*permille) : u"–"_s;
}

static QList<UsagePanel::Stat> statsOf(const SpendSums &sums)
{
    const auto stat = [](const QString &name, const QString &figure, const QString &more,
                         const QString &exact) { return UsagePanel::Stat{name, figure, more, exact}; };
    const auto each = sums.perAnswer();
    const QString about = sums.basis().testFlag(CostBasis::Estimated) ? u"~"_s : QString();
    const QString failed = sums.attempts > sums.answered ? UsagePanel::tr("%Ln requests without one", nullptr,
                                                                          int(sums.attempts - sums.answered))
                                                         : UsagePanel::tr("every request had one");
    return {
        stat(UsagePanel::tr("Answers"), countText(sums.answered), failed,
             UsagePanel::tr("%Ln requests were sent", nullptr, int(sums.attempts))),
        stat(UsagePanel::tr("Cost of an answer"), each ? about + moneyText(*each) : u"–"_s,
             UsagePanel::tr("on average"), each ? u'$' + each->toDecimal() : QString()),
        stat(UsagePanel::tr("Tokens"), shortCountText(sums.tokens()),
             UsagePanel::tr("%1 in, %2 out").arg(shortCountText(sums.input), shortCountText(sums.output)),
             UsagePanel::tr("%1 in, %2 out").arg(countText(sums.input), countText(sums.output))),
        stat(UsagePanel::tr("Cache hits"), orNothing(sums.cacheHits()),
             UsagePanel::tr("%1 of the tokens in").arg(shortCountText(sums.cachedInput)),
             UsagePanel::tr("%1 read from a cache, %2 written to one")
                 .arg(countText(sums.cachedInput), countText(sums.cacheWrite))),
        stat(UsagePanel::tr("Reasoning"), orNothing(sums.thinking()),
             UsagePanel::tr("%1 of the tokens out").arg(shortCountText(sums.reasoning)),
             UsagePanel::tr("%1 of %2 tokens out").arg(countText(sums.reasoning), countText(sums.output)))};
}

void UsagePanel::show(const QList<SpendCell> &cells, QDate first, QDate last, QDate today)
{
    const SpendSums sums = sumsOf(cells);
    m_stats = statsOf(sums);
    m_figures->show(m_stats);
    const auto tokens = [](qint64 count) { return shortCountText(count); };
    DayChart::Look look{.names = {tr("in"), tr("in, cached"), tr("out"), tr("out, reasoning")},
                        .text = tokens,
                        .exact = [](qint64 count) { return countText(count); },
                        .axis = tokens,
                        .today = today,
                        .from = {},
                        .chosen = {}};
    m_chart->setHeadline(tr("Tokens by kind"), tr("%1 in all").arg(countText(sums.tokens())));
    m_chart->setBars(tokensByDay(cells, first, last), look, {});
}

} // namespace Crossroads
