// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/markdownblocks.h"
#include "app/markdown/mathtext.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

namespace {
using Block = MarkdownBlocks::Block;
using Container = MarkdownBlocks::Container;

QString escaped(QStringView text)
{
    return text.toString().toHtmlEscaped();
}

QString encodedUrl(const QString &url)
{
    static const QByteArray plain = "-_.+!*'(),%#@?=;:/,+&$~";
    QByteArray out;
    for (const char c : url.toUtf8()) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || plain.contains(c))
            out += c;
        else
            out += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return escaped(QString::fromLatin1(out)).replace(u'\'', u"'"_s).replace(u"&#39;"_s, u"'"_s);
}

/// Writes inlines as the specification's examples do.
class HtmlInlines : public InlineSink
{
public:
    QString html;

    void enter(Span span, const LinkDefinition &link) override
    {
        if (m_images > 0 || span == Span::Image) {
            if (span == Span::Image && m_images++ == 0) {
                m_outer = std::exchange(html, {});
                m_image = link;
            }
            return;
        }
        switch (span) {
        case Span::Link:
            html += u"<a href=\""_s + encodedUrl(link.target) + u'"' + title(link) + u'>';
            break;
        case Span::Math:
        case Span::DisplayMath:
            html += u"<math>"_s;
            break;
        default:
            html += u'<' + name(span) + u'>';
        }
    }
    void leave(Span span) override
    {
        if (m_images > 0) {
            if (span == Span::Image && --m_images == 0) {
                const QString alt = std::exchange(html, m_outer);
                html += u"<img src=\""_s + encodedUrl(m_image.target) + u"\" alt=\""_s + alt + u'"' +
                        title(m_image) + u" />"_s;
            }
            return;
        }
        html += u"</"_s + name(span) + u'>';
    }
    void text(Text kind, QStringView text) override
    {
        switch (kind) {
        case Text::HardBreak:
            html += m_images > 0 ? u"\n"_s : u"<br />\n"_s;
            break;
        case Text::SoftBreak:
            html += u'\n';
            break;
        case Text::Html:
            html += text;
            break;
        default:
            html += escaped(text);
        }
    }

private:
    static QString name(Span span)
    {
        switch (span) {
        case Span::Emphasis:
            return u"em"_s;
        case Span::Strong:
            return u"strong"_s;
        case Span::Strike:
            return u"del"_s;
        case Span::Code:
            return u"code"_s;
        case Span::Link:
            return u"a"_s;
        case Span::Note:
            return u"note"_s;
        case Span::Sub:
            return u"sub"_s;
        case Span::Sup:
            return u"sup"_s;
        case Span::Key:
            return u"kbd"_s;
        case Span::Underline:
            return u"u"_s;
        case Span::Marked:
            return u"mark"_s;
        case Span::Small:
            return u"small"_s;
        default:
            return u"math"_s;
        }
    }
    static QString title(const LinkDefinition &link)
    {
        return link.title.isEmpty() ? QString() : u" title=\""_s + escaped(link.title) + u'"';
    }

    int m_images = 0;
    QString m_outer;
    LinkDefinition m_image;
};

/// The model as HTML, for comparing with the specification.
class HtmlWriter
{
public:
    HtmlWriter(const MarkdownBlocks &model, bool extended) : m_model(model), m_extended(extended) {}

    QString run()
    {
        const auto &blocks = m_model.blocks();
        for (int i = 0; i < int(blocks.size()); ++i) {
            open(blocks[size_t(i)].container);
            write(i);
        }
        open(0);
        return m_html;
    }

private:
    void open(int container)
    {
        QList<int> path;
        for (int c = container; c > 0; c = m_model.container(c).parent)
            path.prepend(c);
        qsizetype same = 0;
        while (same < path.size() && same < m_path.size() && path[same] == m_path[same])
            ++same;
        while (m_path.size() > same) {
            const Container &last = m_model.container(m_path.takeLast());
            m_html += last.kind == Container::Kind::Quote      ? u"</blockquote>\n"_s
                      : last.kind == Container::Kind::Item     ? u"</li>\n"_s
                      : last.kind == Container::Kind::Footnote ? u"</fn>\n"_s
                      : last.ordered                           ? u"</ol>\n"_s
                                                               : u"</ul>\n"_s;
        }
        for (; same < path.size(); ++same) {
            const Container &next = m_model.container(path[same]);
            m_path.append(path[same]);
            switch (next.kind) {
            case Container::Kind::Quote:
                m_html += u"<blockquote>\n"_s;
                break;
            case Container::Kind::Item:
                m_html += u"<li>"_s;
                break;
            case Container::Kind::Footnote:
                m_html += u"<fn>"_s;
                break;
            default:
                m_html += !next.ordered      ? u"<ul>\n"_s
                          : next.number == 1 ? u"<ol>\n"_s
                                             : u"<ol start=\"%1\">\n"_s.arg(next.number);
            }
        }
    }

    QString inlines(int index)
    {
        InlineOptions options;
        options.extended = m_extended;
        options.lookUp = [this](const QString &label) { return m_model.definition(label); };
        HtmlInlines sink;
        QString source = m_model.blocks()[size_t(index)].source;
        while (source.endsWith(u' '))
            source.chop(1);
        if (!source.isEmpty())
            readInlines(source, options, sink);
        return sink.html;
    }

    void write(int index)
    {
        const Block &block = m_model.blocks()[size_t(index)];
        const Container &parent = m_model.container(block.container);
        const bool tight = parent.kind == Container::Kind::Item && m_model.container(parent.parent).tight;
        switch (block.kind) {
        case Block::Kind::Paragraph:
            m_html += tight ? inlines(index) + u'\n' : u"<p>"_s + inlines(index) + u"</p>\n"_s;
            break;
        case Block::Kind::Heading:
            m_html += u"<h%1>"_s.arg(block.level) + inlines(index) + u"</h%1>\n"_s.arg(block.level);
            break;
        case Block::Kind::Rule:
            m_html += u"<hr />\n"_s;
            break;
        case Block::Kind::Html:
            m_html += block.source + u'\n';
            break;
        case Block::Kind::Code: {
            const auto &code = m_model.code(block.group);
            const QString language = code.language();
            if (!block.continues)
                m_html += language.isEmpty() ? u"<pre><code>"_s
                                             : u"<pre><code class=\"language-%1\">"_s.arg(escaped(language));
            m_html += escaped(block.source) + (block.lines > 0 ? u"\n"_s : QString());
            const bool last = size_t(index) + 1 == m_model.blocks().size() ||
                              m_model.blocks()[size_t(index) + 1].group != block.group;
            if (last)
                m_html += u"</code></pre>\n"_s;
            break;
        }
        case Block::Kind::Math:
        case Block::Kind::TableRow:
        case Block::Kind::Empty:
            break;
        }
    }

    const MarkdownBlocks &m_model;
    bool m_extended;
    QString m_html;
    QList<int> m_path;
};

QString normalised(QString html)
{
    static const QRegularExpression aroundBlocks(
        u"\\s*(</?(?:p|blockquote|ul|ol|li|h[1-6]|hr|pre|div|table|tr|td)\\b[^>]*>)\\s*"_s);
    html.replace(aroundBlocks, u"\\1"_s);
    // Outside code blocks one space is as good as several, as in the specification's own test program.
    QStringList parts = html.split(u"<pre>"_s);
    for (QString &part : parts) {
        const qsizetype end = qMax(qsizetype(0), part.indexOf(u"</pre>"_s));
        static const QRegularExpression spaces(u"[ \\n]+"_s);
        part = part.first(end) + part.sliced(end).replace(spaces, u" "_s);
    }
    return parts.join(u"<pre>"_s).trimmed();
}

/// The model in words: every block with its containers, its text and its place.
QStringList dump(const MarkdownBlocks &model)
{
    static const char *const kinds[] = {"p", "h", "hr", "code", "html", "math", "row", "empty"};
    QStringList lines;
    for (int i = 0; i < int(model.blocks().size()); ++i) {
        const Block &block = model.blocks()[size_t(i)];
        QString path;
        for (int c = block.container; c > 0; c = model.container(c).parent) {
            const Container &container = model.container(c);
            path.prepend(container.kind == Container::Kind::Quote  ? u"> "_s
                         : container.kind == Container::Kind::Item ? u"%1 "_s.arg(container.number)
                         : container.kind == Container::Kind::Footnote
                             ? u"^%1 "_s.arg(container.label)
                             : u"%1%2"_s.arg(container.ordered ? u"ol"_s : u"ul"_s,
                                             container.tight ? u":"_s : u"-loose:"_s));
            if (model.begins(i, c))
                path.prepend(u'*');
        }
        QString line = path + QString::fromLatin1(kinds[int(block.kind)]);
        if (block.level > 0)
            line += QString::number(block.level);
        if (block.continues)
            line += block.midLine ? u"++"_s : u"+"_s;
        if (block.kind == Block::Kind::Code)
            line += u'(' + model.code(block.group).info + u')';
        if (block.kind == Block::Kind::TableRow)
            line +=
                u"(%1%2)"_s.arg(model.table(block.group).columns.size()).arg(block.head ? u" head"_s : u""_s);
        if (const auto done = model.taskState(i))
            line += *done ? u"[x]"_s : u"[ ]"_s;
        line += u' ' + block.source;
        if (block.kind != Block::Kind::Code && block.kind != Block::Kind::Html) {
            for (const LinkDefinition &link : model.inlines(i).links)
                line += u" ->"_s + link.target;
        }
        lines.append(line);
    }
    return lines;
}

QStringList dumpOf(const QString &text)
{
    MarkdownBlocks model;
    model.feed(text);
    model.finish();
    return dump(model);
}

/// Pieces that answers are made of, and that interrupt, continue and break one another.
const QStringList &pieces()
{
    static const QStringList all{
        u"A paragraph of *some* words,\nover two lines.\n"_s,
        u"# A heading\n"_s,
        u"Setext\n===\n"_s,
        u"Setext two\n---\n"_s,
        u"\n"_s,
        u"\n\n"_s,
        u"- one\n- two\n"_s,
        u"- one\n\n- two\n"_s,
        u"1. first\n2. second\n   more of it\n"_s,
        u"  - deeper\n    text\n"_s,
        u"    - code or deeper\n"_s,
        u"> quoted\nlazily\n"_s,
        u"> - a list\n>   in a quote\n"_s,
        u"```python\nx = 1\n\n  y = 2\n```\n"_s,
        u"~~~\nopen fence\n"_s,
        u"~~~\n"_s,
        u"````\n```\ninner\n````\n"_s,
        u"    indented\n\n    code\n"_s,
        u"| a | b |\n|---|:-:|\n| 1 | 2 |\n| `x\\|y` | **z** |\n"_s,
        u"a | b\n- | -\n"_s,
        u"***\n"_s,
        u"* * *\n"_s,
        u"[link]: https://example.org/a \"title\"\n"_s,
        u"See [link] and [other][link].\n"_s,
        u"A note[^1] here.\n"_s,
        u"[^1]: The note.\n    More of it.\n"_s,
        u"- [ ] to do\n- [x] done\n"_s,
        u"<div>\nraw *html*\n</div>\n"_s,
        u"<!-- a\n\ncomment -->\n"_s,
        u"$$\nx^2 + y\n$$\n"_s,
        u"\\[ a_1 \\]\n"_s,
        u"$$ never ended\nand so on\n"_s,
        u"Costs $5 and $6, or $x+y$.\n"_s,
        u"中文段落，没有空格。\n第二行。\n"_s,
        u"שלום עולם\n"_s,
        u"emoji 👩‍👩‍👧 é\n"_s,
        u"tab\there\n\tcode?\n"_s,
        u"1) other list\n"_s,
        u"7. seventh\n"_s,
        u"+ plus\n"_s,
        u"-\n  late\n"_s,
        u"- a\n  ```\n  in item\n\n  more\n  ```\n- b\n"_s,
        u"trailing  \nbreak\\\nbreak\n"_s,
        u"\r\n"_s,
        u"carriage\r\nreturn\r"_s,
        u"[broken]( and **open\n"_s,
        u"- - nested\n"_s,
        u"word "_s,
        u"\t- tabbed\n"_s,
        u">\n"_s,
        u"> > deep\n"_s,
        u"https://example.com/x.\n"_s,
    };
    return all;
}

QString randomText(QRandomGenerator &random, int parts)
{
    QString text;
    for (int i = 0; i < parts; ++i)
        text += pieces()[random.bounded(pieces().size())];
    return text;
}
} // namespace

class TestMarkdown : public QObject
{
    Q_OBJECT

    static QString base64(qsizetype bytes)
    {
        QByteArray data(bytes, Qt::Uninitialized);
        for (qsizetype i = 0; i < bytes; ++i)
            data[i] = char(i * 7);
        return QString::fromLatin1(data.toBase64());
    }

    static std::vector<InlineText> partsOf(const MarkdownBlocks &model, int block)
    {
        const Block &b = model.blocks()[size_t(block)];
        if (b.kind == Block::Kind::Html || b.kind == Block::Kind::Code)
            return {InlineText{b.source, {}, {}, {}}};
        if (b.kind != Block::Kind::TableRow)
            return {model.inlines(block)};
        std::vector<InlineText> cells;
        for (const QString &cell : MarkdownBlocks::tableCells(b.source))
            cells.push_back(model.inlines(block, cell));
        return cells;
    }

    static qsizetype longest(const MarkdownBlocks &model)
    {
        qsizetype most = 0;
        for (int i = 0; i < int(model.blocks().size()); ++i) {
            for (const InlineText &part : partsOf(model, i))
                most = qMax(most, part.text.size());
        }
        return most;
    }

private Q_SLOTS:
    void blocksAreTheOnesOfCommonMark_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("nothing") << u""_s << QStringList{};
        QTest::newRow("blank lines only") << u"\n \n\n"_s << QStringList{};
        QTest::newRow("paragraphs") << u"a\nb\n\nc"_s << QStringList{u"p a\nb"_s, u"p c"_s};
        QTest::newRow("headings of both kinds")
            << u"## two ##\nOne\n==="_s << QStringList{u"h2 two"_s, u"h1 One"_s};
        QTest::newRow("code between text, without blank lines")
            << u"a\n```py\nx = 1\n\n y\n```\nb\n"_s
            << QStringList{u"p a"_s, u"code(py) x = 1\n\n y"_s, u"p b"_s};
        QTest::newRow("a longer fence holds a shorter one")
            << u"````\n```\n````\n"_s << QStringList{u"code() ```"_s};
        QTest::newRow("a tight list") << u"- a\n- b"_s << QStringList{u"*ul:*0 p a"_s, u"ul:*1 p b"_s};
        QTest::newRow("a list turns loose at its second item")
            << u"3. a\n\n4. b"_s << QStringList{u"*ol-loose:*3 p a"_s, u"ol-loose:*4 p b"_s};
        QTest::newRow("an item with nothing in it")
            << u"- \n- b"_s << QStringList{u"*ul:*0 empty "_s, u"ul:*1 p b"_s};
        QTest::newRow("tasks") << u"- [ ] a\n- [x] b"_s
                               << QStringList{u"*ul:*0 p[ ] [ ] a"_s, u"ul:*1 p[x] [x] b"_s};
        QTest::newRow("a table right below a line of text")
            << u"see:\n| a | b |\n|---|---|\n| 1 | 2 |\nend?"_s
            << QStringList{u"p see:"_s, u"row(2 head) | a | b |"_s, u"row+(2) | 1 | 2 |"_s,
                           u"row+(2) end?"_s};
        QTest::newRow("a footnote and its place")
            << u"a[^n]\n\n[^n]: b\n    c"_s << QStringList{u"p a[^n] ->#fn:n"_s, u"*^n p b\nc"_s};
        QTest::newRow("a link defined later") << u"[x]\n\n[x]: /u"_s << QStringList{u"p [x] ->/u"_s};
        QTest::newRow("display math")
            << u"so:\n$$\na\n= b\n$$\n"_s << QStringList{u"p so:"_s, u"math1 $$\na\n= b\n$$"_s};
        QTest::newRow("display math that never ends is text")
            << u"$$\na\n\nb"_s << QStringList{u"p1 $$\na"_s, u"p b"_s};
    }
    void blocksAreTheOnesOfCommonMark()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QCOMPARE(dumpOf(text), expected);
    }

    void everyExampleOfTheSpecificationIsMet()
    {
        // The text of the CommonMark specification, 0.31.2, where it lies beside the project.
        QFile file(qEnvironmentVariable("CROSSROADS_SHARED") + u"/cases/commonmark/spec.txt"_s);
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the folder CROSSROADS_SHARED has no cases/commonmark/spec.txt");
        const QString spec = QString::fromUtf8(file.readAll());
        static const QRegularExpression example(u"^`{32} example\\n([\\s\\S]*?)^\\.\\n([\\s\\S]*?)^`{32}$"_s,
                                                QRegularExpression::MultilineOption);
        QRandomGenerator random(1);
        int count = 0;
        QStringList failed;
        for (auto it = example.globalMatch(spec); it.hasNext();) {
            const auto match = it.next();
            ++count;
            const QString markdown = match.captured(1).replace(u'→', u'\t');
            const QString expected = normalised(match.captured(2).replace(u'→', u'\t'));
            for (const bool whole : {true, false}) {
                MarkdownBlocks model(MarkdownBlocks::Dialect::CommonMark);
                for (qsizetype at = 0; at < markdown.size();) {
                    const qsizetype step =
                        whole ? markdown.size() : qMin(qsizetype(random.bounded(1, 4)), markdown.size() - at);
                    model.feed(QStringView(markdown).sliced(at, step));
                    at += step;
                }
                model.finish();
                const QString got = normalised(HtmlWriter(model, false).run());
                if (got != expected) {
                    failed.append(u"%1"_s.arg(count));
                    qInfo().noquote() << "example" << count << (whole ? "whole" : "streamed") << "\n"
                                      << markdown << "\n--- expected\n"
                                      << expected << "\n--- got\n"
                                      << got;
                }
            }
        }
        QVERIFY(count > 600);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.join(u' ')));
    }

    void howTheTextArrivesDoesNotMatter()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 3000; ++round) {
            const QString text = randomText(random, random.bounded(1, 9));
            const QStringList whole = dumpOf(text);
            MarkdownBlocks model;
            const int most = round % 3 == 0 ? 2 : round % 3 == 1 ? 8 : 60;
            for (qsizetype at = 0; at < text.size();) {
                const qsizetype step = qMin(qsizetype(random.bounded(1, most)), text.size() - at);
                model.feed(QStringView(text).sliced(at, step));
                at += step;
            }
            model.finish();
            if (dump(model) != whole)
                qInfo().noquote() << text;
            QCOMPARE(dump(model), whole);
        }
    }

    void anyMarksAreReadTheSameInPieces()
    {
        const QString marks = u"*_`[]()<>!#-+=|~\\$&\n\n\n\t   12.ab:^é中\"'>"_s;
        QRandomGenerator random(23);
        for (int round = 0; round < 6000; ++round) {
            QString text;
            for (int i = random.bounded(1, 70); i > 0; --i)
                text += marks[random.bounded(marks.size())];
            const QStringList whole = dumpOf(text);
            MarkdownBlocks model;
            for (qsizetype at = 0; at < text.size();) {
                const qsizetype step = qMin(qsizetype(random.bounded(1, 6)), text.size() - at);
                model.feed(QStringView(text).sliced(at, step));
                at += step;
            }
            model.finish();
            if (dump(model) != whole)
                qInfo().noquote() << text;
            QCOMPARE(dump(model), whole);
        }
    }

    void deepNestingEnds()
    {
        MarkdownBlocks model;
        model.feed(QString(50'000, u'>') + u" text\n"_s + u"- "_s.repeated(20'000) + u"item"_s);
        model.finish();
        QVERIFY(model.containers().size() < 500);
    }

    void giantBlocksDoNotDependOnHowTheyArrive_data()
    {
        QTest::addColumn<QString>("text");
        QString words, emphasised, code, chinese, list;
        for (int i = 0; i < 3000; ++i) {
            words += u"word%1 and more. "_s.arg(i);
            emphasised += u"a *word* and **another %1** with `code` "_s.arg(i);
            code += u"    line %1 = value;\n"_s.arg(i);
            chinese += u"这是第%1句话。"_s.arg(i);
            list += u"- item %1 with words\n"_s.arg(i);
        }
        QTest::newRow("one endless paragraph on one line") << words;
        QTest::newRow("one with emphasis") << emphasised;
        QTest::newRow("one that begins with a figure") << u"2024 "_s + words;
        QTest::newRow("one that begins with a link") << u"[a](/b) "_s + words;
        QTest::newRow("emphasis that is never closed") << u"*"_s + words;
        QTest::newRow("an endless paragraph without spaces") << chinese;
        QTest::newRow("an endless word") << QString(60'000, u'x');
        QTest::newRow("an endless heading underlined at last") << words + u"\n==="_s;
        QTest::newRow("thousands of lines of code") << u"```\n"_s + code + u"```\n"_s;
        QTest::newRow("one endless line of code") << u"```json\n"_s + words + u"\n```\n"_s;
        QTest::newRow("thousands of items") << list;
    }
    void giantBlocksDoNotDependOnHowTheyArrive()
    {
        QFETCH(QString, text);
        MarkdownBlocks whole;
        whole.feed(text);
        whole.finish();
        MarkdownBlocks model;
        QRandomGenerator random(3);
        qsizetype longest = 0;
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype step = qMin(qsizetype(random.bounded(1, 40)), text.size() - at);
            model.feed(QStringView(text).sliced(at, step));
            at += step;
        }
        model.finish();
        QCOMPARE(model.blocks().size(), whole.blocks().size());
        for (size_t i = 0; i < whole.blocks().size(); ++i) {
            longest = qMax(longest, whole.blocks()[i].source.size());
            QCOMPARE(model.blocks()[i].source, whole.blocks()[i].source);
            QCOMPARE(model.blocks()[i].kind, whole.blocks()[i].kind);
            QCOMPARE(model.blocks()[i].level, whole.blocks()[i].level);
        }
        QVERIFY2(longest <= 24'001, qPrintable(QString::number(longest)));
    }

    void onlyWhatChangedIsNamed()
    {
        MarkdownBlocks model;
        model.feed(u"See [x].\n\n"_s);
        for (int i = 0; i < 50; ++i)
            model.feed(u"Paragraph.\n\n"_s);
        for (int i = 0; i < 51; ++i)
            (void)model.inlines(i);
        model.takeChanges();
        model.feed(u"More"_s);
        auto changes = model.takeChanges();
        QCOMPARE(changes.from, 51);
        QVERIFY(changes.late.empty());
        model.feed(u"\n\n[x]: /u\n\nEnd"_s);
        changes = model.takeChanges();
        QCOMPARE(changes.late, std::vector<int>{0});
        QVERIFY(changes.from >= 51);
        QCOMPARE(model.inlines(0).links.size(), size_t(1));
    }

    void inlinesAreRead_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        QTest::newRow("styles") << u"*a* **b** ~~c~~ `d`"_s
                                << u"<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>"_s;
        QTest::newRow("marks that would begin a block begin none")
            << u"- a\n# b\n1. d"_s << u"- a\n# b\n1. d"_s;
        QTest::newRow("bare addresses")
            << u"at https://example.com/a_b."_s
            << u"at <a href=\"https://example.com/a_b\">https://example.com/a_b</a>."_s;
        QTest::newRow("raw HTML stays as it is written") << u"a <b>b</b>"_s << u"a <b>b</b>"_s;
        QTest::newRow("entities") << u"&amp; &copy; &ngE; &#35;"_s << u"&amp; © ≧̸ #"_s;
        QTest::newRow("math of three kinds")
            << u"$a_1$ and \\(b\\) and $$c*d*$$"_s
            << u"<math>a_1</math> and <math>b</math> and <math>c*d*</math>"_s;
        QTest::newRow("prices are no math")
            << u"$5 and $10, $20-$30, US$6"_s << u"$5 and $10, $20-$30, US$6"_s;
        QTest::newRow("no math in code") << u"`$a$ \\(b\\)`"_s << u"<code>$a$ \\(b\\)</code>"_s;
        QTest::newRow("math in a link's address stays") << u"[a](/x?$b$)"_s << u"<a href=\"/x?$b$\">a</a>"_s;
    }
    void inlinesAreRead()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        HtmlInlines sink;
        readInlines(source, InlineOptions{}, sink);
        QCOMPARE(sink.html, expected);
    }

    void theReaderSeesWhatTheWriterMeant_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &source, const QString &expected) {
            QTest::newRow(name) << source << expected;
        };
        const auto same = [&row](const char *name, const QString &source) {
            row(name, source, source.toHtmlEscaped());
        };
        const auto link = [](const QString &address, const QString &text = {}) {
            return u"<a href=\"%1\">%2</a>"_s.arg(encodedUrl(address),
                                                  escaped(text.isEmpty() ? address : text));
        };

        // --- tildes
        same("a range in Chinese keeps its tildes", u"需要5~10分钟，共重复3~5次。"_s);
        same("ranges of sizes keep their tildes", u"sizes 5~10 cm and 20~30 cm"_s);
        same("a tilde that says about", u"~5 and ~6 minutes, ~/bin and ~user/"_s);
        same("tildes around a word strike nothing", u"~one~ and a~b~c"_s);
        same("three tildes within a line", u"a ~~~b~~~ c"_s);
        row("two tildes strike", u"~~old~~ new, ~~旧~~新"_s, u"<del>old</del> new, <del>旧</del>新"_s);
        row("a tilde within what is struck", u"~~5~10~~"_s, u"<del>5~10</del>"_s);
        row("an escaped tilde", u"\\~\\~a~~"_s, u"~~a~~"_s);
        row("a tilde in code", u"`5~10` and `~~x~~`"_s, u"<code>5~10</code> and <code>~~x~~</code>"_s);
        row("a tilde in a link's address and text", u"[a~b](/~user/~)"_s, u"<a href=\"/~user/~\">a~b</a>"_s);

        // --- emphasis beside Chinese, Japanese and Korean
        row("bold in Chinese quotes", u"他把这叫作**“慢思考”**的方法。"_s,
            u"他把这叫作<strong>“慢思考”</strong>的方法。"_s);
        row("bold that ends with a full stop", u"**注意：不要关机。**然后等待。"_s,
            u"<strong>注意：不要关机。</strong>然后等待。"_s);
        row("bold that ends with a colon before Latin", u"**注意：**OpenAI 的"_s,
            u"<strong>注意：</strong>OpenAI 的"_s);
        row("bold behind a full-width comma", u"首先，**“一”**，其次**（二）**和**《三》**。"_s,
            u"首先，<strong>“一”</strong>，其次<strong>（二）</strong>和<strong>《三》</strong>。"_s);
        row("italics in Chinese", u"这是*斜体*文字和*“引文”*的"_s,
            u"这是<em>斜体</em>文字和<em>“引文”</em>的"_s);
        row("bold italics in Chinese", u"这是***重点：***的"_s, u"这是<em><strong>重点：</strong></em>的"_s);
        row("Japanese brackets", u"これは**「強調」**です。**『題』**と"_s,
            u"これは<strong>「強調」</strong>です。<strong>『題』</strong>と"_s);
        row("a Japanese particle behind Latin brackets", u"**Markdown(マークダウン)**は"_s,
            u"<strong>Markdown(マークダウン)</strong>は"_s);
        row("a Korean particle behind brackets", u"**스크립트(script)**라고 하고 **\"인용\"**은"_s,
            u"<strong>스크립트(script)</strong>라고 하고 <strong>&quot;인용&quot;</strong>은"_s);
        row("code at the edges of bold", u"使用**`foo()`**函数"_s,
            u"使用<strong><code>foo()</code></strong>函数"_s);
        row("a link at the edges of bold", u"参见**[文档](/d)**了解"_s,
            u"参见<strong><a href=\"/d\">文档</a></strong>了解"_s);
        row("struck in quotes", u"这是~~“旧”~~的"_s, u"这是<del>“旧”</del>的"_s);
        row("bold and italics in one another", u"**重要*强调*内容**后"_s,
            u"<strong>重要<em>强调</em>内容</strong>后"_s);
        row("per cent and plus signs", u"**100%**的**C++**是"_s,
            u"<strong>100%</strong>的<strong>C++</strong>是"_s);
        row("an ideograph beyond the first plane", u"𠮷**“野”**家"_s, u"𠮷<strong>“野”</strong>家"_s);
        same("a product with full-width brackets", u"5*（3+2）*6"_s);
        same("a product", u"2 * 3 * 4 and 中 * 文"_s);
        same("underscores in Chinese names", u"变量_名_称"_s);
        row("quotes in English as before", u"he said **\"x\"** then a**\"b\"**c"_s,
            u"he said <strong>&quot;x&quot;</strong> then a**&quot;b&quot;**c"_s);

        // --- dollar signs
        same("shell variables", u"set PATH to $HOME/bin:$PATH now"_s);
        same("more of them", u"${A}${B} $(a)$(b) $a$b $x=$y $a.$b $A:$B $i++;$j '$a' and '$b' $$ and $$"_s);
        same("PHP", u"$_GET[$key] and $_POST[$x] $foo->bar($baz)"_s);
        same("tickers", u"compare $AAPL/$MSFT and $BTC-$ETH, $AAPL,$MSFT"_s);
        same("prices", u"$5 and $10, $20-$30, US$6, $1.50/$2.00, $5k–$6k, ($5) or ($6), 1$ and 2$"_s);
        same("prices in Chinese", u"从$5到$10，花了$5，剩$6。"_s);
        same("words are no formula", u"the $username$ and $password here$ fields"_s);
        row("an address with dollars", u"see https://example.com/x?a=$a&y=$b end"_s,
            u"see "_s + link(u"https://example.com/x?a=$a&y=$b"_s) + u" end"_s);
        row("real math", u"Real math: $E=mc^2$ and \\(a^2+b^2\\)"_s,
            u"Real math: <math>E=mc^2</math> and <math>a^2+b^2</math>"_s);
        row("math of one letter or figure", u"$x$, $5$ and $-1$; the $n$th, $x$-axis, $f'$"_s,
            u"<math>x</math>, <math>5</math> and <math>-1</math>; the <math>n</math>th, <math>x</math>-axis, "
            "<math>f'</math>"_s);
        row("math in Chinese", u"设$x$为实数，则$a+b=c$。"_s,
            u"设<math>x</math>为实数，则<math>a+b=c</math>。"_s);
        row("a price beside math", u"It costs $5 and $x^2$ is"_s, u"It costs $5 and <math>x^2</math> is"_s);
        row("words in math", u"$v = d/t$, $\\text{speed} = 5$"_s,
            u"<math>v = d/t</math>, <math>\\text{speed} = 5</math>"_s);
        row("display math", u"$$a+b$$ and \\[c = d\\]"_s, u"<math>a+b</math> and <math>c = d</math>"_s);
        row("escaped backslashes keep the brackets", u"\\\\[x\\\\] and \\\\(y\\\\)"_s,
            u"\\[x\\] and \\(y\\)"_s);
        row("escaped brackets around words", u"\\[see below\\], \\(optional\\), \\[1\\]"_s,
            u"[see below], (optional), [1]"_s);
        row("escaped dollars", u"\\$a\\$ and \\$x^2$"_s, u"$a$ and $x^2$"_s);

        // --- addresses
        row("a full-width bracket ends an address", u"请看 https://example.com/docs（中文说明）了解更多"_s,
            u"请看 "_s + link(u"https://example.com/docs"_s) + u"（中文说明）了解更多"_s);
        row("a Chinese full stop ends it", u"见 https://example.com/a。"_s,
            u"见 "_s + link(u"https://example.com/a"_s) + u"。"_s);
        row("Chinese text around it",
            u"请看https://example.com/docs了解，或https://example.com/wiki/中文页。"_s,
            u"请看"_s + link(u"https://example.com/docs"_s) + u"了解，或"_s +
                link(u"https://example.com/wiki/中文页"_s) + u"。"_s);
        row("Latin brackets in Chinese text",
            u"https://example.com/docs(中文)和 https://example.com/P_(消歧义)"_s,
            link(u"https://example.com/docs"_s) + u"(中文)和 "_s + link(u"https://example.com/P_(消歧义)"_s));
        row("this machine", u"http://localhost:3000 ok and http://127.0.0.1:8080/v1/models ok"_s,
            link(u"http://localhost:3000"_s) + u" ok and "_s + link(u"http://127.0.0.1:8080/v1/models"_s) +
                u" ok"_s);
        row("IPv6", u"http://[::1]:8080/x and https://[2001:db8::1]."_s,
            link(u"http://[::1]:8080/x"_s) + u" and "_s + link(u"https://[2001:db8::1]"_s) + u'.');
        row("brackets that it opened", u"https://example.com/wiki/Foo_(bar) ok (see https://example.com/a)"_s,
            link(u"https://example.com/wiki/Foo_(bar)"_s) + u" ok (see "_s +
                link(u"https://example.com/a"_s) + u')');
        row("home folders and escapes", u"https://example.com/~user, https://example.com/a%20b!"_s,
            link(u"https://example.com/~user"_s) + u", "_s + link(u"https://example.com/a%20b"_s) + u'!');
        row("quotes around it",
            u"\"https://example.com/q\" 'https://example.com/q' “https://example.com/q”"_s,
            u"&quot;"_s + link(u"https://example.com/q"_s) + u"&quot; '"_s +
                link(u"https://example.com/q"_s) + u"' “"_s + link(u"https://example.com/q"_s) + u'”');
        row("a word and a colon before it", u"URL:https://example.com/r URL：https://example.com/r"_s,
            u"URL:"_s + link(u"https://example.com/r"_s) + u" URL："_s + link(u"https://example.com/r"_s));
        row("the marks of a sentence", u"https://a.example/x, https://a.example/y; (https://a.example/z)."_s,
            link(u"https://a.example/x"_s) + u", "_s + link(u"https://a.example/y"_s) + u"; ("_s +
                link(u"https://a.example/z"_s) + u")."_s);
        row("bold around it", u"**https://example.com/**和*https://example.com/a_b*"_s,
            u"<strong>"_s + link(u"https://example.com/"_s) + u"</strong>和<em>"_s +
                link(u"https://example.com/a_b"_s) + u"</em>"_s);
        row("struck", u"~~https://example.com/a~~"_s,
            u"<del>"_s + link(u"https://example.com/a"_s) + u"</del>"_s);
        row("a query, a fragment, an entity",
            u"https://example.com/x?a=1&b=2#frag https://example.com/?q=1&amp;r=2"_s,
            link(u"https://example.com/x?a=1&b=2#frag"_s) + u' ' + link(u"https://example.com/?q=1&r=2"_s));
        row("an escaped underscore", u"https://example.com/a\\_b"_s, link(u"https://example.com/a_b"_s));
        row("www", u"www.example.com/x. and WWW.EXAMPLE.COM"_s,
            link(u"http://www.example.com/x"_s, u"www.example.com/x"_s) + u". and "_s +
                link(u"http://WWW.EXAMPLE.COM"_s, u"WWW.EXAMPLE.COM"_s));
        row("mail", u"a.b+c@example.com, 联系me@example.com。"_s,
            link(u"mailto:a.b+c@example.com"_s, u"a.b+c@example.com"_s) + u", 联系"_s +
                link(u"mailto:me@example.com"_s, u"me@example.com"_s) + u"。"_s);
        same("other schemes are text",
             u"javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.b/c"_s);
        same("no address", u"http:// https://。 以http://开头 http://- www. wwww.x.y user@ @user a@b"_s);
        row("an address as a link's text", u"[https://a.example](https://b.example/x_(y))"_s,
            link(u"https://b.example/x_(y)"_s, u"https://a.example"_s));
        row("a picture's address", u"![p](https://example.com/p.png?a=1&amp;b=2 \"t\")"_s,
            u"<img src=\"https://example.com/p.png?a=1&amp;b=2\" alt=\"p\" title=\"t\" />"_s);
        row("in angle brackets", u"<https://example.com/~a> and <a@example.com>"_s,
            link(u"https://example.com/~a"_s) + u" and "_s +
                link(u"mailto:a@example.com"_s, u"a@example.com"_s));
        row("in code and in tags", u"`https://a.example` <a href=\"https://b.example\">"_s,
            u"<code>https://a.example</code> <a href=\"https://b.example\">"_s);

        // --- tags
        row("harmless tags",
            u"H<sub>2</sub>O, x<sup>2</sup>, press <kbd>Ctrl</kbd>, <u>u</u>, <mark>m</mark>"_s,
            u"H<sub>2</sub>O, x<sup>2</sup>, press <kbd>Ctrl</kbd>, <u>u</u>, <mark>m</mark>"_s);
        row("struck and small", u"<s>a</s> <del>b</del> <small>c</small> <SUB>D</Sub>"_s,
            u"<del>a</del> <del>b</del> <small>c</small> <sub>D</sub>"_s);
        row("breaks", u"Open<br>Close<br/>Again<BR />on"_s, u"Open<br />\nClose<br />\nAgain<br />\non"_s);
        row("tags with attributes lose them", u"<u onclick=\"x()\" class=a>t</u>"_s, u"<u>t</u>"_s);
        row("nested tags and marks", u"<u>*a <sup>b</sup>*</u> **<mark>c</mark>**"_s,
            u"<u><em>a <sup>b</sup></em></u> <strong><mark>c</mark></strong>"_s);
    }
    void theReaderSeesWhatTheWriterMeant()
    {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        HtmlInlines sink;
        readInlines(source, InlineOptions{}, sink);
        QCOMPARE(sink.html, expected);
    }

    void tagsThatDoNotMatchStayAsTheyAre_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("a tag that is never closed") << u"use the <u> tag"_s;
        QTest::newRow("one that is never opened") << u"and </u> ends it"_s;
        QTest::newRow("any other tag") << u"<b>b</b> <script>x</script> <span style=\"a\">c</span>"_s;
        QTest::newRow("an empty one") << u"<u/>a</u>"_s;
        QTest::newRow("the wrong one") << u"<sub>a</sup>"_s;
        QTest::newRow("a comment") << u"a <!-- <u>x</u> --> b"_s;
        QTest::newRow("a longer name") << u"<sub-x>a</sub-x> <ubuntu>u</ubuntu>"_s;
    }
    void tagsThatDoNotMatchStayAsTheyAre()
    {
        QFETCH(QString, source);
        const InlineText text = readInlines(source, InlineOptions{});
        QCOMPARE(text.text, source);
        for (const InlineText::Run &run : text.runs)
            QCOMPARE(run.style, quint16(InlineText::Html));
    }

    void aTagThatCrossesAMarkIsText()
    {
        const InlineText text = readInlines(u"**a <u>b** c</u>"_s, InlineOptions{});
        QCOMPARE(text.text, u"a <u>b c</u>"_s);
        const InlineText crossed = readInlines(u"<u>a <sub>b</u> c</sub>"_s, InlineOptions{});
        QCOMPARE(crossed.text, u"a <sub>b c</sub>"_s);
    }

    void formulasThatDifferLookDifferent_data()
    {
        QTest::addColumn<QString>("tex");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *tex, const QString &expected) {
            QTest::newRow(tex) << QString::fromLatin1(tex) << expected;
        };
        row("\\frac{1}{2}x", u"(1/2)x"_s);
        row("\\frac{1}{2x}", u"1/(2x)"_s);
        row("\\frac{a}{b}c", u"(a/b)c"_s);
        row("\\frac{a}{bc}", u"a/(bc)"_s);
        row("\\frac{a}{b} \\sqrt{c}", u"(a/b) √c"_s);
        row("\\frac{a}{b \\sqrt{c}}", u"a/(b √c)"_s);
        row("\\dfrac12x", u"(1/2)x"_s);
        row("\\tfrac{1}{2}\\alpha", u"(1/2)α"_s);
        row("x\\frac{a}{b}", u"x(a/b)"_s);
        row("\\frac{1}{2}\\frac{3}{4}", u"(1/2)(3/4)"_s);
        row("\\frac{\\frac{a}{b}}{c}", u"(a/b)/c"_s);
        row("\\frac{a}{\\frac{b}{c}}", u"a/(b/c)"_s);
        row("\\frac{a}{b}^2", u"(a/b)²"_s);
        row("\\frac{a}{b^2}", u"a/b²"_s);
        row("\\frac{a}{b} + c = \\frac{d}{10}", u"a/b + c = d/10"_s);
        row("\\frac{a+b}{c}", u"(a+b)/c"_s);
        row("\\frac{dy}{dx}", u"dy/dx"_s);
        row("\\left(\\frac{a}{b}\\right)^n", u"(a/b)ⁿ"_s);
        row("\\sqrt{x}y", u"√x y"_s);
        row("\\sqrt{xy}", u"√(xy)"_s);
        row("\\sqrt{x}\\,y", u"√x y"_s);
        row("\\sqrt x^2", u"(√x)²"_s);
        row("\\sqrt{x^2}", u"√(x²)"_s);
        row("\\sqrt[3]{x}y", u"∛x y"_s);
        row("\\sqrt{12}", u"√12"_s);
        row("\\sqrt{1}2", u"√1 2"_s);
        row("\\sqrt{\\frac{a}{b}}", u"√(a/b)"_s);
        row("x^{2y}", u"x²ʸ"_s);
        row("x^2y", u"x²y"_s);
        row("x^{qr}", u"x^(qr)"_s);
        row("x^qr", u"x^q r"_s);
        row("a_{bc}", u"a_(bc)"_s);
        row("a_bc", u"a_b c"_s);
        row("x^{\\frac{1}{2}}y", u"x^(1/2)y"_s);
        row("\\binom{n}{k}x", u"(n over k)x"_s);
        row("\\text{if }x>0", u"if x>0"_s);
        row("\\text{a {b} c}", u"a {b} c"_s);
    }
    void formulasThatDifferLookDifferent()
    {
        QFETCH(QString, tex);
        QFETCH(QString, expected);
        const auto text = mathText(tex);
        QVERIFY(text);
        QCOMPARE(*text, expected);
    }

    void lineEndsAreKept()
    {
        MarkdownBlocks model;
        model.setKeepLineEnds(true);
        model.feed(
            u"An old silent *pond\na* frog jumps\ninto the pond\n\nsplash  \nSilence\\\nagain<br>\non"_s);
        model.finish();
        const InlineText haiku = model.inlines(0);
        QCOMPARE(haiku.text, u"An old silent pond\u2028a frog jumps\u2028into the pond"_s);
        QCOMPARE(haiku.lineEnds, (std::vector<int>{18, 31}));
        const InlineText hard = model.inlines(1);
        QCOMPARE(hard.text, u"splash\u2028Silence\u2028again\u2028on"_s);
        QVERIFY(hard.lineEnds.empty());
        QCOMPARE(model.raw().first(22), u"An old silent *pond\na*"_s); // the Markdown is what it was
        MarkdownBlocks paragraph;
        paragraph.feed(u"one\ntwo\n中\n文"_s);
        QCOMPARE(paragraph.inlines(0).text, u"one two 中文"_s);
    }

    void aBreakOnALineOfItsOwnIsText()
    {
        QCOMPARE(dumpOf(u"a\n\n<br>\n\n<kbd>\nb\n\n<div>\n"_s),
                 (QStringList{u"p a"_s, u"p <br>"_s, u"p <kbd>\nb"_s, u"html <div>"_s}));
    }

    void aFootnotesLabelIsWhole()
    {
        MarkdownBlocks model;
        model.feed(u"As [^smith-and-jones-2024] say.\n\n[^smith-and-jones-2024]: Here.\n"_s);
        model.finish();
        QCOMPARE(model.inlines(0).text, u"As smith-and-jones-2024 say."_s);
        QCOMPARE(model.container(1).label, u"smith-and-jones-2024"_s);
    }

    void thePicturesDataAreNoText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("pictures");
        const QString data = u"data:image/png;base64,"_s + base64(3000);
        QTest::newRow("behind words") << u"See ![x](%1) there"_s.arg(data) << 1;
        QTest::newRow("two in a row") << u"![x](%1) ![y](%1 \"t\")"_s.arg(data) << 2;
        QTest::newRow("in a list") << u"- a ![x](%1)\n- ![](%1)"_s.arg(data) << 2;
        QTest::newRow("in a table") << u"| a | b |\n|---|---|\n| ![x](%1) | c |"_s.arg(data) << 1;
        QTest::newRow("in a quote") << u"> said\n> ![x](%1)"_s.arg(data) << 1;
        QTest::newRow("by reference") << u"A ![x][p] and ![p]\n\n[p]: %1"_s.arg(data) << 2;
        QTest::newRow("in angle brackets") << u"![x](<%1>)"_s.arg(data) << 1;
        QTest::newRow("in a link") << u"[![x](%1)](https://a.example)"_s.arg(data) << 1;
        QTest::newRow("that broke off") << u"words ![x](%1"_s.arg(data) << 0;
        QTest::newRow("that broke off in its head") << u"words ![x](data:image/p"_s << 0;
        QTest::newRow("that is no picture's") << u"it is %1, see"_s.arg(data) << 0;
        QTest::newRow("in a tag") << u"a <img src=\"%1\"> b"_s.arg(data) << 0;
        QTest::newRow("in a block of HTML") << u"<div>\n<img src=\"%1\">\n</div>"_s.arg(data) << 0;
    }
    void thePicturesDataAreNoText()
    {
        QFETCH(QString, text);
        QFETCH(int, pictures);
        for (const int step : {1, 7, 1000, 100'000}) {
            MarkdownBlocks model;
            for (qsizetype at = 0; at < text.size(); at += step) {
                model.feed(QStringView(text).sliced(at, qMin(qsizetype(step), text.size() - at)));
                if (step >= 1000)
                    QVERIFY(longest(model) < 300);
            }
            model.finish();
            QVERIFY2(longest(model) < 300, qPrintable(QString::number(longest(model))));
            int found = 0;
            for (int i = 0; i < int(model.blocks().size()); ++i) {
                for (const InlineText &part : partsOf(model, i)) {
                    for (const LinkDefinition &link : part.links) {
                        const auto bytes = model.bytesIn(link.target, 1'000'000);
                        found += bytes && bytes->size() == 3000 && (*bytes)[2999] == char(2999 * 7);
                    }
                }
            }
            QCOMPARE(found, pictures);
            QCOMPARE(model.raw(), text);
        }
    }

    void codeKeepsItsData()
    {
        const QString line = u"x = \"data:image/png;base64,"_s + base64(9000) + u"\" # end"_s;
        for (const QString &text :
             {u"```css\n"_s + line + u"\nb\n```\n"_s, u"- a\n\n  ```\n  "_s + line + u"\n  b\n"_s,
              u"    "_s + line + u"\n    b\n"_s}) {
            for (const int step : {1, 50, 100'000}) {
                MarkdownBlocks model;
                for (qsizetype at = 0; at < text.size(); at += step)
                    model.feed(QStringView(text).sliced(at, qMin(qsizetype(step), text.size() - at)));
                model.finish();
                QString code;
                for (const Block &block : model.blocks()) {
                    if (block.kind == Block::Kind::Code)
                        code += (code.isEmpty() || block.midLine ? u""_s : u"\n"_s) + block.source;
                }
                QCOMPARE(code, line + u"\nb"_s);
            }
        }
    }

    void aPictureOfMegabytesArrivesInLinearTime()
    {
        const QString text = u"![x](data:image/png;base64,"_s + base64(6'000'000) + u")"_s;
        MarkdownBlocks model;
        qsizetype seen = 0;
        for (qsizetype at = 0; at < text.size(); at += 100) {
            model.feed(QStringView(text).sliced(at, qMin(qsizetype(100), text.size() - at)));
            (void)model.takeChanges();
            seen += model.blocks().back().source.size();
        }
        QVERIFY(seen / (text.size() / 100) < 150); // what is read again for each piece
        QCOMPARE(model.bytesIn(model.inlines(0).links.at(0).target, 8'000'000)->size(), 6'000'000);
        QVERIFY(!model.bytesIn(model.inlines(0).links.at(0).target, 5'000'000));
    }

    void noncharactersOfTheTextAreHarmless()
    {
        const QString text = u"a\uFDD0\uFDE0\uFDE0\uFDE0 \uFDD1\uFDE0\uFDE0\uFDE0\uFDE0 $x$ ~ *b*"_s;
        MarkdownBlocks model;
        model.feed(text);
        model.finish();
        QCOMPARE(model.inlines(0).text, QString(text)
                                            .replace(QRegularExpression(u"[\uFDD0-\uFDEF]"_s), u"\uFFFD"_s)
                                            .replace(u"$x$"_s, u"x"_s)
                                            .replace(u"*b*"_s, u"b"_s));
    }

    void citationsBecomeLinks()
    {
        MarkdownBlocks model;
        model.feed(u"As known [1]."_s);
        QVERIFY(model.inlines(0).links.empty());
        model.takeChanges();
        model.setCitations({{u"https://example.org"_s, u"Example"_s}});
        QCOMPARE(model.inlines(0).links.at(0).target, u"https://example.org"_s);
    }

    void aCodeBlockNamesItsWholeLines()
    {
        MarkdownBlocks model;
        const QString text = u"a\n\n> b\n> c\n\n```x\ny\n```\n"_s;
        model.feed(text);
        model.finish();
        QStringList raws;
        for (const Block &block : model.blocks())
            raws.append(model.raw().sliced(block.begin, block.end - block.begin));
        QCOMPARE(raws, (QStringList{u"a\n"_s, u"> b\n> c\n"_s, u"```x\ny\n```\n"_s}));
    }
};

QTEST_GUILESS_MAIN(TestMarkdown)
#include "tst_markdown.moc"
