// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Markdown in pieces and as a whole: the same blocks, the same inlines, nothing out of its bounds, and no
// input whose cost grows with the square of its length. The first two bytes say how it is cut and read.
#include "app/markdown/markdownblocks.h"
#include "app/markdown/mathtext.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

using namespace Crossroads;

namespace {
using Dialect = MarkdownBlocks::Dialect;

void expect(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void checkText(const InlineText &text)
{
    int end = 0;
    for (const InlineText::Run &run : text.runs) {
        expect(run.start >= end && run.length >= 0, "runs lie in order");
        end = run.start + run.length;
        expect(run.link < int(text.links.size()), "a run's link is there");
    }
    expect(end <= text.text.size(), "runs lie in the text");
    for (const QChar c : text.text)
        expect(c.unicode() < 0xFDD0 || c.unicode() > 0xFDEF, "no placeholder is left");
}

std::vector<InlineText> inlinesOf(const MarkdownBlocks &model)
{
    std::vector<InlineText> all;
    for (int i = 0; i < int(model.blocks().size()); ++i) {
        const auto &block = model.blocks()[size_t(i)];
        expect(block.begin >= 0 && block.begin <= block.end && block.end <= model.raw().size(),
               "a block lies in its text");
        if (block.kind == MarkdownBlocks::Block::Kind::TableRow) {
            for (const QString &cell : MarkdownBlocks::tableCells(block.source))
                all.push_back(model.inlines(i, cell));
        } else if (block.kind != MarkdownBlocks::Block::Kind::Code) {
            all.push_back(model.inlines(i));
        }
    }
    for (const InlineText &text : all) {
        checkText(text);
        for (const LinkDefinition &link : text.links)
            (void)model.bytesIn(link.target, 1 << 20);
    }
    return all;
}

MarkdownBlocks read(const QString &text, Dialect dialect, bool keep, uint8_t cut)
{
    MarkdownBlocks model(dialect);
    model.setKeepLineEnds(keep);
    uint32_t state = cut;
    for (qsizetype at = 0; at < text.size();) {
        state = state * 1103515245 + 12345;
        const qsizetype most = cut == 0 ? text.size() : 1 + (state >> 16) % (1 + cut % 61);
        const qsizetype step = std::min(most, text.size() - at);
        model.feed(QStringView(text).sliced(at, step));
        at += step;
        const auto changes = model.takeChanges();
        expect(changes.from >= 0 && changes.from <= int(model.blocks().size()),
               "changes name blocks that are there");
    }
    model.finish();
    return model;
}

void compare(const QString &text, Dialect dialect, bool keep, uint8_t cut)
{
    const MarkdownBlocks whole = read(text, dialect, keep, 0);
    const MarkdownBlocks pieces = read(text, dialect, keep, cut);
    expect(whole.raw() == pieces.raw(), "the text is the same");
    expect(whole.blocks() == pieces.blocks(), "blocks do not depend on how the text arrives");
    expect(whole.containers() == pieces.containers(), "nor do containers");
    expect(whole.codes() == pieces.codes(), "nor does code");
    expect(whole.tables() == pieces.tables(), "nor do tables");
    expect(inlinesOf(whole) == inlinesOf(pieces), "nor do inlines");
}

double secondsFor(const QString &text)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
    };
    const double begin = now();
    (void)inlinesOf(read(text, Dialect::Extended, true, 61));
    return now() - begin;
}

/// Four times the text may cost eight times as much, for what is bounded only where a block is long; not
/// more.
void compareCost(QString text)
{
    constexpr qsizetype length = 20'000;
    text = text.repeated(length / text.size() + 1);
    const double one = secondsFor(text);
    if (one > 0.2)
        expect(secondsFor(text.repeated(4)) < 8 * one, "the cost grows with the length alone");
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data) + 2, qsizetype(size) - 2);
    if (text.isEmpty())
        return 0;
    const bool keep = data[1] & 1;
    compare(text, data[1] & 2 ? Dialect::CommonMark : Dialect::Extended, keep, uint8_t(1 + data[0] % 255));
    (void)mathText(text);
    if ((data[1] & 0xF0) == 0xF0 && text.size() < 400)
        compareCost(text);
    return 0;
}
