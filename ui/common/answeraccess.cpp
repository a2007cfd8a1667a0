// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answeraccess.h"

#include "ui/common/answerview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <map>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
using Place = AnswerView::Place;
using Entry = AnswerView::Entry;

/// One block of an answer.
class BlockFace : public QAccessibleInterface
{
public:
    BlockFace(AnswerView *view, Place place) : m_view(view), m_place(place) {}

    bool isValid() const override { return m_view != nullptr; }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    void setText(QAccessible::Text, const QString &) override {}
    QString text(QAccessible::Text kind) const override
    {
        if (!m_view || kind == QAccessible::Help || kind == QAccessible::Accelerator)
            return {};
        if (kind == QAccessible::Description)
            return m_view->roleOf(m_place);
        for (const Entry &entry : m_view->entries()) {
            if (entry.place == m_place)
                return entry.marker + entry.text;
        }
        return {};
    }
    QRect rect() const override
    {
        if (!m_view)
            return {};
        const QRect inside = m_view->rectOf(m_place, INT_MAX / 2);
        return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }
    QAccessible::Role role() const override
    {
        if (m_view && m_view->headingLevel(m_place) > 0)
            return QAccessible::Heading;
        return QAccessible::Paragraph;
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        return state;
    }

private:
    QPointer<AnswerView> m_view;
    Place m_place;
};

class ViewFace : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit ViewFace(AnswerView *view) : QAccessibleWidget(view, QAccessible::Document) {}
    ~ViewFace() override
    {
        for (const auto &[place, id] : m_faces)
            QAccessible::deleteAccessibleInterface(id);
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TextInterface)
            return static_cast<QAccessibleTextInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.readOnly = state.multiLine = state.selectableText = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? view()->plainText() : QAccessibleWidget::text(kind);
    }

    // --- blocks
    int childCount() const override { return int(view()->entries().size()); }
    QAccessibleInterface *child(int index) const override
    {
        const auto all = view()->entries();
        if (index < 0 || size_t(index) >= all.size())
            return nullptr;
        const Place place = all[size_t(index)].place;
        auto known = m_faces.find(place);
        if (known == m_faces.end())
            known =
                m_faces.emplace(place, QAccessible::registerAccessibleInterface(new BlockFace(view(), place)))
                    .first;
        return QAccessible::accessibleInterface(known->second);
    }
    int indexOfChild(const QAccessibleInterface *face) const override
    {
        const auto all = view()->entries();
        for (size_t i = 0; i < all.size(); ++i) {
            const auto known = m_faces.find(all[i].place);
            if (known != m_faces.end() && QAccessible::accessibleInterface(known->second) == face)
                return int(i);
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint point = view()->viewport()->mapFromGlobal(QPoint(x, y));
        Place place = view()->placeAt(point);
        place.position = 0;
        const auto all = view()->entries();
        for (size_t i = 0; i < all.size(); ++i) {
            if (all[i].place == place)
                return child(int(i));
        }
        return nullptr;
    }

    // --- text
    void selection(int index, int *start, int *end) const override
    {
        *start = *end = 0;
        if (index != 0 || selectionCount() == 0)
            return;
        const int a = offsetOf(view()->anchorPlace());
        const int b = offsetOf(view()->cursorPlace());
        *start = qMin(a, b);
        *end = qMax(a, b);
    }
    int selectionCount() const override
    {
        return view()->anchorPlace().part >= 0 && view()->anchorPlace() != view()->cursorPlace() ? 1 : 0;
    }
    void addSelection(int start, int end) override { view()->select(placeOf(start), placeOf(end)); }
    void removeSelection(int) override { view()->select(view()->cursorPlace(), view()->cursorPlace()); }
    void setSelection(int, int start, int end) override { addSelection(start, end); }
    int cursorPosition() const override { return offsetOf(view()->cursorPlace()); }
    void setCursorPosition(int position) override
    {
        const Place place = placeOf(position);
        view()->select(place, place);
        view()->makeVisible(place);
    }
    QString text(int start, int end) const override { return view()->plainText().mid(start, end - start); }
    int characterCount() const override { return int(view()->plainText().size()); }
    QRect characterRect(int offset) const override
    {
        const QRect inside = view()->rectOf(placeOf(offset), 1);
        return {view()->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }
    int offsetAtPoint(const QPoint &point) const override
    {
        return offsetOf(view()->placeAt(view()->viewport()->mapFromGlobal(point)));
    }
    void scrollToSubstring(int start, int) override { view()->makeVisible(placeOf(start)); }
    QString attributes(int offset, int *start, int *end) const override
    {
        const auto all = view()->entries();
        const Entry *entry = entryAt(all, offset);
        *start = *end = offset;
        if (!entry)
            return {};
        *start = int(entry->offset);
        *end = int(entry->offset + entry->marker.size() + entry->text.size());
        const int level = view()->headingLevel(entry->place);
        return level > 0 ? u"font-weight:bold;level:%1;"_s.arg(level) : QString();
    }

private:
    AnswerView *view() const { return static_cast<AnswerView *>(widget()); }

    static const Entry *entryAt(const std::vector<Entry> &all, int offset)
    {
        const auto behind = std::ranges::upper_bound(all, qsizetype(offset), {}, &Entry::offset);
        return behind == all.begin() ? nullptr : &*std::prev(behind);
    }
    Place placeOf(int offset) const
    {
        const auto all = view()->entries();
        const Entry *entry = entryAt(all, offset);
        if (!entry)
            return {};
        Place place = entry->place;
        place.position =
            int(qBound(qsizetype(0), offset - entry->offset - entry->marker.size(), entry->text.size()));
        return place;
    }
    int offsetOf(Place place) const
    {
        for (const Entry &entry : view()->entries()) {
            if (entry.place.part == place.part && entry.place.block == place.block)
                return int(entry.offset + entry.marker.size() +
                           qMin(qsizetype(place.position), entry.text.size()));
        }
        return 0;
    }

    mutable std::map<Place, QAccessible::Id> m_faces;
};

QAccessibleInterface *makeFace(const QString &className, QObject *object)
{
    if (className != "Crossroads::AnswerView"_L1)
        return nullptr;
    return new ViewFace(static_cast<AnswerView *>(object)); // QAccessible owns its interfaces
}
} // namespace

void AnswerAccess::install()
{
    static const bool once = [] {
        QAccessible::installFactory(makeFace);
        return true;
    }();
    (void)once;
}

} // namespace Crossroads
