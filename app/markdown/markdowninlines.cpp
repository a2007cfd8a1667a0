// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/markdowninlines.h"

#include "app/markdown/characters.h"
#include "app/markdown/inlineextras.h"
#include "app/markdown/inlinetags.h"
#include "app/markdown/mathtext.h"
#include "app/markdown/picturefold.h"

#include <QHash>
#include <QSet>

#include <md4c-html.h>
#include <md4c.h>

#include <algorithm>
#include <utility>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// md4c reads documents. A block's content becomes one paragraph of a document by being its second and
/// further lines, each indented so far that no mark on it can begin a block; the first line and its break
/// are dropped again.
constexpr char firstLine[] = "X\n";
constexpr char indent[] = "    ";

constexpr qsizetype knownEntities = 500;

QString entityText(QByteArrayView entity)
{
    static thread_local QHash<QByteArray, QString> known;
    const QByteArray key = entity.toByteArray();
    const auto found = known.constFind(key);
    if (found != known.cend())
        return *found;
    // md4c's HTML writer has the table of names.
    QByteArray html;
    md_html(
        key.constData(), MD_SIZE(key.size()),
        [](const MD_CHAR *text, MD_SIZE size, void *out) {
            static_cast<QByteArray *>(out)->append(text, size);
        },
        &html, 0, 0);
    html.replace("<p>", "").replace("</p>\n", "");
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    QString text = QString::fromUtf8(html);
    if (text.isEmpty())
        text = QString::fromUtf8(key); // white space alone makes no paragraph: "&#32;"
    if (key == "&#32;" || key == "&#x20;" || key == "&#X20;")
        text = u" "_s;
    else if (key == "&#9;" || key == "&Tab;" || key == "&#x9;")
        text = u"\t"_s;
    else if (key == "&#10;" || key == "&NewLine;" || key == "&#xA;" || key == "&#xa;")
        text = u"\n"_s;
    text = PictureFold::cleaned(text);
    if (known.size() >= knownEntities)
        known.clear();
    known.insert(key, text);
    return text;
}

QString attributeText(const MD_ATTRIBUTE &attribute)
{
    QString result;
    for (int i = 0; attribute.text && attribute.substr_offsets[i] < attribute.size; ++i) {
        const auto begin = attribute.substr_offsets[i];
        const QByteArrayView part(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
        if (attribute.substr_types[i] == MD_TEXT_ENTITY)
            result += entityText(part);
        else if (attribute.substr_types[i] == MD_TEXT_NULLCHAR)
            result += QChar(0xFFFD);
        else
            result += QString::fromUtf8(part);
    }
    return result;
}

/// The definitions that \p text may ask for, as Markdown.
QByteArray definitionsFor(QStringView text, const InlineExtras &extras, const InlineOptions &options)
{
    QByteArray result;
    QSet<QString> asked;
    for (qsizetype open = text.indexOf(u'['); open >= 0; open = text.indexOf(u'[', open + 1)) {
        qsizetype end = open + 1;
        while (end < text.size() && text[end] != u'[' && text[end] != u']' && end - open < 1001)
            end += text[end] == u'\\' ? 2 : 1;
        if (end >= text.size() || text[end] != u']')
            continue;
        const QStringView label = text.sliced(open + 1, end - open - 1);
        const QString asRead = labelKey(label);
        if (asRead.isEmpty() || asked.contains(asRead))
            continue;
        asked.insert(asRead);
        const QString key = labelKey(extras.original(asRead));
        if (options.labels)
            options.labels->append(key);
        const auto link = options.lookUp ? options.lookUp(key) : std::nullopt;
        if (!link)
            continue;
        const auto escaped = [](QString part, QLatin1StringView which) {
            QString out;
            for (const QChar c : std::as_const(part)) {
                if (which.contains(c) || c == u'\\' || c == u'&')
                    out += u'\\';
                out += c;
            }
            return out;
        };
        // A label may span lines in the text; as a definition it is written on one.
        QString oneLine = label.toString();
        oneLine.replace(u'\n', u' ');
        result += "\n\n[" + oneLine.toUtf8() + "]: <" + escaped(link->target, "<>"_L1).toUtf8() + '>';
        if (!link->title.isEmpty())
            result += " \"" + escaped(link->title, "\""_L1).toUtf8() + '"';
    }
    return result + '\n';
}

class Reader
{
public:
    Reader(InlineSink &sink, const InlineExtras &extras, const InlineOptions &options)
        : m_sink(sink), m_extras(extras), m_options(options)
    {
    }

    void run(const QByteArray &document)
    {
        MD_PARSER parser{};
        parser.flags = m_options.extended ? MD_FLAG_STRIKETHROUGH : 0;
        parser.enter_block = [](MD_BLOCKTYPE, void *, void *) { return 0; };
        parser.leave_block = [](MD_BLOCKTYPE type, void *, void *self) {
            // Behind the paragraph there are only definitions.
            return type == MD_BLOCK_P ? (static_cast<Reader *>(self)->m_over = true, 0) : 0;
        };
        parser.enter_span = [](MD_SPANTYPE type, void *detail, void *self) {
            static_cast<Reader *>(self)->enter(type, detail);
            return 0;
        };
        parser.leave_span = [](MD_SPANTYPE type, void *, void *self) {
            static_cast<Reader *>(self)->leave(type);
            return 0;
        };
        parser.text = [](MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *self) {
            static_cast<Reader *>(self)->text(type, QByteArrayView(text, size));
            return 0;
        };
        md_parse(document.constData(), MD_SIZE(document.size()), &parser, this);
    }

private:
    static std::optional<InlineSink::Span> spanOf(MD_SPANTYPE type)
    {
        switch (type) {
        case MD_SPAN_EM:
            return InlineSink::Span::Emphasis;
        case MD_SPAN_STRONG:
            return InlineSink::Span::Strong;
        case MD_SPAN_DEL:
            return InlineSink::Span::Strike;
        case MD_SPAN_CODE:
            return InlineSink::Span::Code;
        case MD_SPAN_A:
            return InlineSink::Span::Link;
        case MD_SPAN_IMG:
            return InlineSink::Span::Image;
        default:
            return std::nullopt;
        }
    }

    void enter(MD_SPANTYPE type, void *detail)
    {
        const auto span = spanOf(type);
        if (!span)
            return;
        LinkDefinition link;
        if (type == MD_SPAN_A) {
            const auto *a = static_cast<MD_SPAN_A_DETAIL *>(detail);
            link = {m_extras.original(attributeText(a->href)), m_extras.original(attributeText(a->title))};
        } else if (type == MD_SPAN_IMG) {
            const auto *image = static_cast<MD_SPAN_IMG_DETAIL *>(detail);
            link = {m_extras.original(attributeText(image->src)),
                    m_extras.original(attributeText(image->title))};
        }
        m_links += type == MD_SPAN_A || type == MD_SPAN_IMG;
        m_sink.enter(*span, link);
    }

    void leave(MD_SPANTYPE type)
    {
        const auto span = spanOf(type);
        if (!span)
            return;
        m_links -= type == MD_SPAN_A || type == MD_SPAN_IMG;
        m_sink.leave(*span);
    }

    void text(MD_TEXTTYPE type, QByteArrayView bytes)
    {
        if (m_over)
            return;
        if (!m_begun) { // the line that is dropped
            m_begun = type == MD_TEXT_SOFTBR;
            return;
        }
        switch (type) {
        case MD_TEXT_BR:
            m_sink.text(InlineSink::Text::HardBreak, u"\u2028");
            break;
        case MD_TEXT_SOFTBR:
            m_sink.text(InlineSink::Text::SoftBreak, u" ");
            break;
        case MD_TEXT_NULLCHAR:
            m_sink.text(InlineSink::Text::Normal, u"\uFFFD");
            break;
        case MD_TEXT_ENTITY:
            m_sink.text(InlineSink::Text::Normal, entityText(bytes));
            break;
        case MD_TEXT_CODE:
            pass(InlineSink::Text::Code, QString::fromUtf8(bytes));
            break;
        case MD_TEXT_HTML:
            pass(InlineSink::Text::Html, QString::fromUtf8(bytes));
            break;
        default:
            pass(InlineSink::Text::Normal, QString::fromUtf8(bytes));
        }
    }

    void pass(InlineSink::Text kind, const QString &text)
    {
        qsizetype from = 0;
        for (qsizetype i = InlineExtras::next(text, 0); i >= 0; i = InlineExtras::next(text, from)) {
            passPart(kind, QStringView(text).sliced(from, i - from));
            from = i + InlineExtras::length;
            if (const InlineExtras::Extra *extra = m_extras.at(text, i))
                passExtra(kind, *extra);
        }
        passPart(kind, QStringView(text).sliced(from));
    }

    void passExtra(InlineSink::Text kind, const InlineExtras::Extra &extra)
    {
        // A link's text holds no further link.
        const bool link = extra.span == InlineSink::Span::Link || extra.span == InlineSink::Span::Note;
        if (kind != InlineSink::Text::Normal) {
            passPart(kind, extra.source);
        } else if (extra.plain || (link && m_links > 0)) {
            passPart(kind, extra.plain || extra.span == InlineSink::Span::Link ? extra.text : extra.source);
        } else {
            m_sink.enter(extra.span, extra.link);
            passPart(kind, extra.text);
            m_sink.leave(extra.span);
        }
    }

    /// Text without placeholders.
    void passPart(InlineSink::Text kind, QStringView text)
    {
        if (PictureFold::hasToken(text))
            m_sink.text(kind, PictureFold::shortened(text));
        else if (!text.isEmpty())
            m_sink.text(kind, text);
    }

    InlineSink &m_sink;
    const InlineExtras &m_extras;
    const InlineOptions &m_options;
    int m_links = 0; ///< links and pictures that are open
    bool m_begun = false;
    bool m_over = false;
};

/// Scripts that put no space between words: a line end between two of their characters is no space either.
bool isUnspaced(QChar c)
{
    switch (c.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
        return true;
    default:
        return c.unicode() >= 0x3000 && c.unicode() <= 0x303F;
    }
}

class Builder : public InlineSink
{
public:
    Builder(InlineText &result, bool keepLineEnds) : m_result(result), m_keepLineEnds(keepLineEnds) {}

    void enter(Span span, const LinkDefinition &link) override
    {
        m_stack.push_back({m_style, m_link});
        m_style |= styleOf(span);
        if (span == Span::Link || span == Span::Image || span == Span::Note) {
            m_link = int(m_result.links.size());
            m_result.links.push_back(link);
        }
        if (span == Span::Image)
            m_imageStart = m_result.text.size();
    }
    void leave(Span span) override
    {
        if (span == Span::Image && m_imageStart == m_result.text.size())
            append(u"\u25A3"); // an image without words
        std::tie(m_style, m_link) = m_stack.back();
        m_stack.pop_back();
    }
    void text(Text kind, QStringView text) override
    {
        if (kind == Text::SoftBreak) {
            softBreak();
            return;
        }
        // A break takes the space behind it along, as the end of a line does.
        if (m_broken && text.startsWith(u' ') && kind == Text::Normal)
            text = text.sliced(1);
        m_broken = kind == Text::HardBreak;
        if (text.isEmpty())
            return;
        if (std::exchange(m_softBreak, false)) {
            const bool close = !m_result.text.isEmpty() && !text.isEmpty() &&
                               isUnspaced(m_result.text.back()) && isUnspaced(text[0]);
            if (!close)
                append(u" ");
        }
        const quint16 style = m_style;
        if (kind == Text::Html)
            m_style |= InlineText::Html;
        if (m_style & InlineText::Math)
            appendMath(text.toString());
        else
            append(text);
        m_style = style;
    }

private:
    void softBreak()
    {
        if (std::exchange(m_broken, false))
            return; // "<br>" at the end of its line is one break, not two
        if (!m_keepLineEnds) {
            m_softBreak = true;
            return;
        }
        m_result.lineEnds.push_back(int(m_result.text.size()));
        const quint16 style = std::exchange(m_style, 0);
        const int link = std::exchange(m_link, -1);
        append(u"\u2028");
        m_style = style;
        m_link = link;
    }

    static quint16 styleOf(Span span)
    {
        switch (span) {
        case Span::Emphasis:
            return InlineText::Emphasis;
        case Span::Strong:
            return InlineText::Strong;
        case Span::Strike:
            return InlineText::Strike;
        case Span::Code:
            return InlineText::Code;
        case Span::Link:
            return InlineText::Link;
        case Span::Image:
            return InlineText::Image;
        case Span::Math:
            return InlineText::Math;
        case Span::DisplayMath:
            return InlineText::Math | InlineText::DisplayMath;
        case Span::Note:
            return InlineText::Note | InlineText::Link;
        case Span::Sub:
            return InlineText::Sub;
        case Span::Sup:
            return InlineText::Sup;
        case Span::Key:
            return InlineText::Key;
        case Span::Underline:
            return InlineText::Underline;
        case Span::Marked:
            return InlineText::Marked;
        case Span::Small:
            return InlineText::Small;
        }
        return 0;
    }

    void appendMath(const QString &tex)
    {
        if (const auto text = mathText(tex)) {
            append(*text);
            return;
        }
        // What can not be set is shown as its source, line by line.
        m_style |= InlineText::Code;
        QStringList lines;
        for (const QString &line : tex.split(u'\n'))
            lines.append(line.trimmed());
        append(lines.join(m_style & InlineText::DisplayMath ? QChar(0x2028) : QChar(u' ')));
    }

    void append(QStringView text)
    {
        const int start = int(m_result.text.size());
        m_result.text += text;
        if (m_style == 0 && m_link < 0)
            return;
        auto &runs = m_result.runs;
        if (!runs.empty() && runs.back().start + runs.back().length == start &&
            runs.back().style == m_style && runs.back().link == m_link)
            runs.back().length += int(text.size());
        else
            runs.push_back({start, int(text.size()), m_style, m_link});
    }

    InlineText &m_result;
    std::vector<std::pair<quint16, int>> m_stack;
    quint16 m_style = 0;
    int m_link = -1;
    qsizetype m_imageStart = 0;
    bool m_keepLineEnds;
    bool m_softBreak = false;
    bool m_broken = false; ///< a break was the last thing
};

/// Whether md4c would give \p source back as it is.
bool isPlain(QStringView source, bool extended)
{
    for (qsizetype i = 0; i < source.size(); ++i) {
        const char16_t c = source[i].unicode();
        switch (c) {
        case u'*':
        case u'_':
        case u'`':
        case u'[':
        case u'<':
        case u'&':
        case u'\\':
        case u'!':
        case u'\n':
        case 0:
            return false;
        case u'~':
        case u'$':
        case u'@':
        case u':':
            if (extended)
                return false;
            break;
        case u'.':
            if (extended && i >= 3 && source[i - 1].toLower() == u'w')
                return false;
            break;
        default:
            if (isReserved(source[i]))
                return false;
        }
    }
    return true;
}

/// Looks for characters that md4c left as text although they could open something.
class OpenEnds : public InlineSink
{
public:
    void enter(Span, const LinkDefinition &) override {}
    void leave(Span) override {}
    void text(Text kind, QStringView text) override
    {
        if (kind == Text::Html)
            m_marks = m_marks || InlineTags::isHarmless(text); // its end is yet to come
        if (kind != Text::Normal) {
            if (text.isEmpty() || text[0].isSpace())
                followTarget(u' '); // a line end
            return;
        }
        for (const QChar c : text) {
            followTarget(c);
            if (c == u'*' || c == u'_' || c == u'~' || c == u'`' || c == u'$' || c == u'<')
                m_marks = true;
            else if (c == u'[')
                ++m_brackets;
            else if (c == u']')
                m_brackets = qMax(0, m_brackets - 1);
        }
    }
    /// Brackets that are closed again wait for nothing, unless an address begins behind them: what stands
    /// behind them is known.
    bool any() const { return m_marks || m_brackets > 0 || m_target >= Target::Address; }

private:
    /// Where a link's "](address "title")" stands.
    enum class Target : quint8 { None, Bracket, Address, Gap, Title };

    void followTarget(QChar c)
    {
        switch (m_target) {
        case Target::None:
            break;
        case Target::Bracket:
            m_target = c == u'(' ? Target::Address : Target::None;
            m_parentheses = 0;
            break;
        case Target::Address:
            m_parentheses += c == u'(' ? 1 : c == u')' ? -1 : 0;
            m_target = m_parentheses < 0 ? Target::None : c.isSpace() ? Target::Gap : Target::Address;
            break;
        case Target::Gap:
            if (!c.isSpace())
                m_target = c == u'"' || c == u'\'' || c == u'(' ? Target::Title : Target::None;
            break;
        case Target::Title:
            m_target = c == u')' ? Target::None : Target::Title;
            break;
        }
        if (m_target == Target::None && c == u']')
            m_target = Target::Bracket;
    }

    int m_brackets = 0;
    int m_parentheses = 0; ///< open within an address
    Target m_target = Target::None;
    bool m_marks = false;
};
} // namespace

void readInlines(QStringView source, const InlineOptions &options, InlineSink &sink)
{
    QString clean;
    if (!options.folded && std::ranges::any_of(source, isReserved)) {
        clean = PictureFold::cleaned(source);
        source = clean;
    }
    InlineExtras extras(options);
    const QString text = options.extended ? extras.extract(source) : source.toString();
    QByteArray document(firstLine);
    document += indent;
    QByteArray bytes = text.toUtf8();
    if (bytes.contains('\n'))
        bytes.replace("\n", QByteArray("\n") + indent);
    document += bytes;
    if (text.contains(u'['))
        document += definitionsFor(text, extras, options);
    if (options.extended && text.contains(u'<')) {
        InlineTags tags(sink);
        Reader(tags, extras, options).run(document);
        tags.flush();
    } else {
        Reader(sink, extras, options).run(document);
    }
}

InlineText readInlines(QStringView source, const InlineOptions &options)
{
    InlineText result;
    while (!source.isEmpty() && (source.back() == u' ' || source.back() == u'\t' || source.back() == u'\n'))
        source.chop(1);
    if (source.isEmpty())
        return result;
    if (isPlain(source, options.extended)) {
        result.text = source.toString();
        return result;
    }
    Builder builder(result, options.keepLineEnds);
    readInlines(source, options, builder);
    return result;
}

bool inlinesAreClosed(QStringView source)
{
    if (isPlain(source, true))
        return true;
    OpenEnds ends;
    readInlines(source, InlineOptions{}, ends);
    return !ends.any();
}

QString labelKey(QStringView label)
{
    return label.toString().simplified().toCaseFolded().replace(u"ß"_s, u"ss"_s);
}

QString unescapedMarkdown(QStringView text)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\\' && i + 1 < text.size() && text[i + 1].unicode() < 128 && text[i + 1].isPrint() &&
            !text[i + 1].isLetterOrNumber() && text[i + 1] != u' ') {
            result += text[++i];
        } else if (c == u'&') {
            const qsizetype end = text.indexOf(u';', i);
            const QStringView entity = end < 0 ? QStringView() : text.sliced(i, end + 1 - i);
            if (entity.size() < 3 || entity.size() > 40 || entity.contains(u' ')) {
                result += c;
                continue;
            }
            result += entityText(entity.toUtf8());
            i = end;
        } else {
            result += c;
        }
    }
    return result;
}

} // namespace Crossroads
