// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/healthpanel.h"

#include "ui/common/icons.h"
#include "ui/common/mirrored.h"
#include "ui/common/moneytext.h"
#include "ui/common/tokens.h"

#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;
using Breaker = OfferHealth::Breaker;

namespace {
enum Role { ModelRole = Qt::UserRole, StateRole, WordsRole, FiguresRole, RecentRole };
enum State { Healthy, Shaky, Trying, Resting };

class HealthDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {200, qMax(48, 2 * option.fontMetrics.height() + 12)};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens t = Tokens::fromPalette(option.palette);
        const int state = index.data(StateRole).toInt();
        const QColor color = state == Healthy ? t.ok : state == Resting ? t.error : t.warn;
        const QString icons[] = {u"done"_s, u"incomplete"_s, u"incomplete"_s, u"waiting"_s};
        const QRect row = option.rect.adjusted(16, 0, -16, 0);
        const QRect upper(row.left(), row.top() + 4, row.width(), row.height() / 2 - 3);
        const QRect lower(row.left(), row.center().y(), row.width(), row.height() / 2 - 4);
        const QFont small = sized(option.font, -1);
        const QFontMetrics metrics(small);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.sep);
        if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect.adjusted(0, 0, 0, -1), t.tint);
        painter->setFont(small);
        painter->setPen(color);
        const QString words = index.data(WordsRole).toString();
        const int wide = metrics.horizontalAdvance(words);
        painter->drawText(upper, Qt::AlignRight | Qt::AlignVCenter, words);
        const auto at = [&](const QRectF &part) { return mirrored(part, row, option.direction); };
        paintIcon(*painter, at(QRectF(upper.right() - wide - 20, upper.center().y() - 7.5, 16, 16)),
                  icons[state], color);
        painter->setPen(t.muted);
        const QString figures = index.data(FiguresRole).toString();
        painter->drawText(lower, Qt::AlignRight | Qt::AlignVCenter, figures);
        const int right = qMax(wide + 24, metrics.horizontalAdvance(figures)) + 8;
        painter->setFont(option.font);
        painter->setPen(t.text);
        painter->drawText(
            upper, Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, upper.width() - right));
        painter->setFont(small);
        painter->setPen(t.muted);
        const int line = 46;
        painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data(ModelRole).toString(), Qt::ElideMiddle,
                                             lower.width() - right - line));
        paintRecent(
            *painter,
            at(QRect(row.right() - right - line + 4, row.top() + 12, line - 8, row.height() - 24)).toRect(),
            index.data(RecentRole).toList(), state == Healthy ? t.muted : color);
        painter->restore();
    }

private:
    /// First-token times as a line, a failure as a peak.
    static void paintRecent(QPainter &painter, const QRect &rect, const QVariantList &recent,
                            const QColor &color)
    {
        if (recent.size() < 2)
            return;
        double most = 1;
        for (const QVariant &ms : recent)
            most = qMax(most, ms.toDouble());
        QPainterPath path;
        for (qsizetype i = 0; i < recent.size(); ++i) {
            const double ms = recent[i].toDouble();
            const double share = ms < 0 ? 1.0 : 0.7 * ms / most;
            const QPointF point(rect.left() + double(i) / double(recent.size() - 1) * rect.width(),
                                rect.bottom() - share * rect.height());
            i == 0 ? path.moveTo(point) : path.lineTo(point);
        }
        painter.setPen(QPen(color, 1.3));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
};
} // namespace

HealthPanel::HealthPanel(Router &router, const Clock &clock, QWidget *parent)
    : QWidget(parent), m_router(router), m_clock(clock), m_list(new QListView(this))
{
    auto *title = new QLabel(tr("Health of offers"), this);
    title->setFont(sized(font(), 0.5, true));
    title->setContentsMargins(16, 14, 16, 14);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_list, 1);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new HealthDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Health of offers"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->viewport()->setAutoFillBackground(false);
    m_timer.setInterval(1'000);
    connect(&m_timer, &QTimer::timeout, this, &HealthPanel::refresh);
}

void HealthPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, 0, 1, height()), Tokens::fromPalette(palette()).sep);
}

void HealthPanel::showEvent(QShowEvent *)
{
    refresh();
    m_timer.start();
}

void HealthPanel::hideEvent(QHideEvent *)
{
    m_timer.stop();
}

static std::pair<State, QString> stateOf(const OfferHealth &health, qint64 now)
{
    if (health.breaker(now) == Breaker::Open)
        return {Resting, HealthPanel::tr("Resting %1").arg(secondsText(health.openUntilMs() - now))};
    if (health.limitedUntilMs() > now)
        return {Trying, HealthPanel::tr("Limited %1").arg(secondsText(health.limitedUntilMs() - now))};
    if (health.breaker(now) == Breaker::HalfOpen)
        return {Trying, HealthPanel::tr("Trying again")};
    const bool shaky = health.successRate(now).value_or(1) < 0.9;
    return shaky ? std::pair(Shaky, HealthPanel::tr("Shaky"))
                 : std::pair(Healthy, HealthPanel::tr("Healthy"));
}

void HealthPanel::refresh()
{
    const HealthSnapshot health = m_router.health().snapshot();
    const qint64 now = m_clock.wallMs();
    QList<OfferId> ids = health.keys();
    std::ranges::sort(ids, [](const OfferId &a, const OfferId &b) {
        return std::tie(a.provider, a.model) < std::tie(b.provider, b.model);
    });
    const int rows = int(qMax(qsizetype(1), ids.size()));
    m_model.setRowCount(rows);
    if (ids.isEmpty()) {
        auto *item = new QStandardItem(tr("Nothing observed yet"));
        item->setData(tr("Send a prompt, and it shows here."), ModelRole);
        m_model.setItem(0, item);
        return;
    }
    for (int row = 0; row < rows; ++row) {
        const OfferHealth one = health.value(ids[row]);
        QStandardItem *item = m_model.item(row);
        if (!item)
            m_model.setItem(row, item = new QStandardItem);
        const auto [state, words] = stateOf(one, now);
        QStringList figures;
        if (const auto ttft = one.ttft(now, 0.5))
            figures.append(secondsText(ttft->count()));
        if (const auto success = one.successRate(now))
            figures.append(tr("%1 %").arg(QLocale().toString(*success * 100, 'f', *success < 1 ? 1 : 0)));
        QVariantList recent;
        for (const qint64 ms : one.recent())
            recent.append(ms);
        const Vendor *vendor = findVendor(ids[row].provider);
        item->setText(vendor ? vendor->name : ids[row].provider);
        item->setData(ids[row].model, ModelRole);
        item->setData(int(state), StateRole);
        item->setData(words, WordsRole);
        item->setData(figures.join(u" · "_s), FiguresRole);
        item->setData(recent, RecentRole);
        item->setData(u"%1, %2: %3, %4"_s.arg(item->text(), ids[row].model, words, figures.join(u", "_s)),
                      Qt::AccessibleTextRole);
    }
}

} // namespace Crossroads
