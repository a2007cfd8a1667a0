// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The view's part that selects, copies and finds.
#include "ui/common/answerview.h"

#include "ui/common/moneytext.h"

#include <cmath>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- selecting and copying --------------------------------------------------------------------------------

/// Calls \p visitor(part, block, from, to) for every block that lies between two places.
template<typename Visit>
void AnswerView::visit(Place from, Place to, Visit visitor) const
{
    for (int number = qMax(0, from.part); number <= to.part && number < partCount; ++number) {
        if (!isShown(number) || (m_parts[size_t(number)].folded && number != from.part))
            continue;
        const AnswerSection &section = m_parts[size_t(number)].section;
        const int first = number == from.part ? from.block : 0;
        const int last = number == to.part ? qMin(to.block, section.count() - 1) : section.count() - 1;
        for (int block = first; block <= last; ++block) {
            const int size = int(section.text(block).size());
            const bool begins = number == from.part && block == from.block;
            const bool ends = number == to.part && block == to.block;
            visitor(number, block, begins ? qMin(from.position, size) : 0,
                    ends ? qMin(to.position, size) : size);
        }
    }
}

QString AnswerView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.part < 0 || from == to)
        return {};
    QString result;
    int lastPart = -1;
    visit(from, to, [&](int number, int block, int begin, int end) {
        const AnswerSection &section = m_parts[size_t(number)].section;
        if (!result.isEmpty() || lastPart >= 0)
            result += number != lastPart ? u"\n\n"_s : section.separator(block);
        lastPart = number;
        // A few words out of an item are no list.
        if (begin == 0 && (from.part != to.part || from.block != to.block))
            result += section.marker(block);
        result += section.text(block).sliced(begin, qMax(0, end - begin));
    });
    return result.replace(QChar(0x2028), u'\n').replace(QChar::Nbsp, u' ');
}

QString AnswerView::selectedMarkdown() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from.part < 0 || from == to)
        return {};
    QString result;
    // Whole blocks are given as they were written, with everything that stands between them.
    int rawPart = -1;
    qsizetype rawFrom = 0, rawTo = 0;
    const auto flush = [&] {
        if (rawPart >= 0)
            result +=
                (result.isEmpty() ? QString() : u"\n\n"_s) +
                m_parts[size_t(rawPart)].section.model().raw().sliced(rawFrom, rawTo - rawFrom).trimmed();
        rawPart = -1;
    };
    visit(from, to, [&](int number, int block, int begin, int end) {
        const AnswerSection &section = m_parts[size_t(number)].section;
        const auto &b = section.model().blocks()[size_t(block)];
        const bool next = size_t(block) + 1 < section.model().blocks().size() &&
                          section.model().blocks()[size_t(block) + 1].continues;
        const bool whole = begin == 0 && end >= section.text(block).size() &&
                           (!b.continues || rawPart == number) && (!next || Place{number, block + 1, 0} < to);
        if (whole) {
            if (rawPart != number) {
                flush();
                rawPart = number;
                rawFrom = b.begin;
            }
            rawTo = qMax(rawTo < rawFrom ? rawFrom : rawTo, b.end);
            return;
        }
        flush();
        const QString part = section.markdown(block, begin, end);
        if (!part.isEmpty())
            result += (result.isEmpty() ? QString() : section.separator(block)) + part;
    });
    flush();
    return result;
}

void AnswerView::selectAll()
{
    int first = -1;
    int last = -1;
    for (int number = 0; number < partCount; ++number) {
        if (!isShown(number) || m_parts[size_t(number)].folded || number == Colophon)
            continue;
        first = first < 0 ? number : first;
        last = number;
    }
    if (first < 0)
        return;
    m_anchor = {first, 0, 0};
    m_cursor = {last, m_parts[size_t(last)].section.count() - 1, INT_MAX};
    viewport()->update();
}

QString AnswerView::plainText() const
{
    QString result;
    for (const Entry &entry : entries())
        result = result.leftJustified(entry.offset, u'\n') + entry.marker + entry.text;
    return result;
}

std::vector<AnswerView::Entry> AnswerView::entries() const
{
    std::vector<Entry> all;
    qsizetype offset = 0;
    for (int number = 0; number < partCount; ++number) {
        if (!isShown(number) || m_parts[size_t(number)].folded)
            continue;
        const AnswerSection &section = m_parts[size_t(number)].section;
        for (int block = 0; block < section.count(); ++block) {
            // What is put between blocks is line feeds here, also between the parts of a long paragraph.
            if (!all.empty())
                offset += block == 0 ? 2 : section.separator(block) == u"\n\n"_s ? 2 : 1;
            QString text = section.text(block);
            text.replace(QChar(0x2028), u'\n');
            all.push_back({{number, block, 0}, offset, section.marker(block), text});
            offset += all.back().marker.size() + all.back().text.size();
        }
    }
    return all;
}

void AnswerView::select(Place anchor, Place cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    viewport()->update();
}

QRect AnswerView::rectOf(Place place, int length)
{
    if (place.part < 0 || place.block >= m_parts[size_t(place.part)].section.count())
        return {};
    AnswerSection &section = m_parts[size_t(place.part)].section;
    const QRectF rect = length > 0 ? section.rectOf(place.block, place.position, place.position + length)
                                   : section.caret(place.block, place.position);
    return toView(place.part, rect).toAlignedRect();
}

QString AnswerView::roleOf(Place place) const
{
    return place.part < 0 ? QString() : m_parts[size_t(place.part)].section.role(place.block);
}

int AnswerView::headingLevel(Place place) const
{
    const auto &block = m_parts[size_t(place.part)].section.model().blocks()[size_t(place.block)];
    return block.kind == MarkdownBlocks::Block::Kind::Heading ? block.level : 0;
}

void AnswerView::makeVisible(Place place)
{
    if (place.part < 0)
        return;
    Part &part = m_parts[size_t(place.part)];
    if (part.folded)
        toggleFold(place.part);
    const auto &block = part.section.model().blocks()[size_t(place.block)];
    if (block.kind == MarkdownBlocks::Block::Kind::Code && part.section.isFolded(block.group))
        part.section.toggleFold(block.group);
    // Laid out first, so that the place within it is known.
    if (yOf({place.part, place.block}) < m_top ||
        yOf({place.part, place.block}) > m_top + viewport()->height())
        settle(yOf({place.part, place.block}) - viewport()->height() / 3.0, false);
    const QRect at = rectOf(place, 0);
    if (at.top() < 0 || at.bottom() > viewport()->height())
        settle(m_top + at.top() - viewport()->height() / 3.0, false);
}

// --- finding ----------------------------------------------------------------------------------------------

int AnswerView::setFind(const QString &needle)
{
    m_needle = needle;
    m_matches.clear();
    m_currentMatch = -1;
    if (!needle.isEmpty()) {
        for (int number = 0; number < partCount; ++number)
            searchFrom(number, 0);
    }
    viewport()->update();
    Q_EMIT findChanged(findCount(), m_currentMatch);
    return findCount();
}

/// Looks again through \p part from \p block on; what was found before that stays.
void AnswerView::searchFrom(int part, int block)
{
    if (part == Colophon)
        return;
    const std::optional<Match> current =
        m_currentMatch >= 0 ? std::optional(m_matches[size_t(m_currentMatch)]) : std::nullopt;
    const auto key = [](const Match &match) { return std::pair(match.part, match.block); };
    const auto from = std::ranges::lower_bound(m_matches, std::pair(part, block), {}, key);
    const auto to = std::ranges::lower_bound(m_matches, std::pair(part + 1, 0), {}, key);
    std::vector<Match> found;
    const AnswerSection &section = m_parts[size_t(part)].section;
    for (int i = block; i < section.count(); ++i) {
        QString text = section.text(i);
        text.replace(QChar(0x2028), u' ');
        for (qsizetype at = text.indexOf(m_needle, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(m_needle, at + m_needle.size(), Qt::CaseInsensitive))
            found.push_back({part, i, int(at)});
    }
    const bool same =
        std::ranges::equal(from, to, found.begin(), found.end(), [](const Match &a, const Match &b) {
            return a.block == b.block && a.from == b.from;
        });
    if (same)
        return;
    const auto at = m_matches.erase(from, to);
    m_matches.insert(at, found.begin(), found.end());
    if (current) {
        const auto again = std::ranges::find_if(m_matches, [&](const Match &match) {
            return match.part == current->part && match.block == current->block &&
                   match.from == current->from;
        });
        m_currentMatch = again == m_matches.end() ? -1 : int(again - m_matches.begin());
    }
    Q_EMIT findChanged(findCount(), m_currentMatch);
}

void AnswerView::showFind(int index)
{
    m_currentMatch = index >= 0 && index < findCount() ? index : -1;
    if (m_currentMatch >= 0) {
        const Match &match = m_matches[size_t(m_currentMatch)];
        makeVisible({match.part, match.block, match.from});
    }
    viewport()->update();
    Q_EMIT findChanged(findCount(), m_currentMatch);
}

} // namespace Crossroads
