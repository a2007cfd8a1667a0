// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/markdownblocks.h"

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
        case Span::Note:
            html += u"<sup>"_s;
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
            return u"sup"_s;
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
        // The text of the CommonMark specification, 0.31.2, where somebody has put it.
        const QString path = qEnvironmentVariable("CROSSROADS_COMMONMARK_SPEC");
        QFile file(path);
        if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
            QSKIP("CROSSROADS_COMMONMARK_SPEC names no spec.txt");
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
