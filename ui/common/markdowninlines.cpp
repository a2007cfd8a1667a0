// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/markdowninlines.h"

#include "ui/common/mathtext.h"

#include <QHash>
#include <QSet>

#include <md4c-html.h>
#include <md4c.h>

#include <utility>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// md4c reads documents. A block's content becomes one paragraph of a document by being its second and
/// further lines, each indented so far that no mark on it can begin a block; the first line and its break
/// are dropped again.
constexpr char firstLine[] = "X\n";
constexpr char indent[] = "    ";

/// What md4c does not know (math, footnotes) goes through it as a noncharacter with a number, which it takes
/// for a letter. Noncharacters of the text itself are replaced first.
constexpr char16_t placeholderMark = 0xFDD0;
constexpr char16_t placeholderDigit = 0xFDE0; ///< to 0xFDEF

struct Extra
{
    InlineSink::Span span;
    LinkDefinition link;
    QString text; ///< shown
    QString source;
};

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

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber();
}

/// Where the code span that begins at \p i ends; the end of its backticks if there is none.
qsizetype behindCodeSpan(QStringView s, qsizetype i)
{
    qsizetype ticks = 0;
    while (i + ticks < s.size() && s[i + ticks] == u'`')
        ++ticks;
    for (qsizetype j = i + ticks; j < s.size();) {
        if (s[j] != u'`') {
            ++j;
            continue;
        }
        qsizetype run = 0;
        while (j + run < s.size() && s[j + run] == u'`')
            ++run;
        j += run;
        if (run == ticks)
            return j;
    }
    return i + ticks;
}

constexpr qsizetype longestMath = 4000; ///< characters

struct MathSpan
{
    qsizetype begin, end; ///< of the TeX itself
    qsizetype behind;
    bool display;
};

/// Math that begins at \p i, by the rules people know: $$...$$, \[...\], \(...\), and $...$ with no space
/// inside its marks and no figure behind the closing one, so that prices stay prices.
std::optional<MathSpan> mathAt(QStringView s, qsizetype i)
{
    const auto until = [&](QLatin1StringView open, QLatin1StringView close,
                           bool display) -> std::optional<MathSpan> {
        if (!s.sliced(i).startsWith(open))
            return std::nullopt;
        const qsizetype begin = i + open.size();
        const qsizetype found = s.sliced(begin, qMin(longestMath, s.size() - begin)).indexOf(close);
        const qsizetype end = found < 0 ? -1 : begin + found;
        if (end <= begin || s.sliced(begin, end - begin).trimmed().isEmpty())
            return std::nullopt;
        return MathSpan{begin, end, end + close.size(), display};
    };
    if (s[i] == u'\\') {
        if (const auto inlined = until("\\("_L1, "\\)"_L1, false))
            return inlined;
        return until("\\["_L1, "\\]"_L1, true);
    }
    if (const auto display = until("$$"_L1, "$$"_L1, true))
        return display;
    if (i + 2 >= s.size() || s[i + 1].isSpace() || s[i + 1] == u'$' || (i > 0 && isWordCharacter(s[i - 1])))
        return std::nullopt;
    for (qsizetype j = i + 1; j < s.size() && j < i + 1000; ++j) {
        if (s[j] == u'\\') {
            ++j;
        } else if (s[j] == u'`') {
            return std::nullopt;
        } else if (s[j] == u'$') {
            if (s[j - 1].isSpace() || j == i + 1 || (j + 1 < s.size() && s[j + 1].isDigit()))
                return std::nullopt;
            const QStringView tex = s.sliced(i + 1, j - i - 1);
            const bool looksLikeTex =
                std::ranges::any_of(tex, [](QChar c) { return u"\\^_{}=+"_s.contains(c); });
            if (tex[0].isDigit() && !looksLikeTex && tex.contains(u' '))
                return std::nullopt;
            return MathSpan{i + 1, j, j + 1, false};
        }
    }
    return std::nullopt;
}

/// Replaces math and known footnotes by placeholders.
class Extractor
{
public:
    Extractor(const InlineOptions &options, std::vector<Extra> &extras) : m_options(options), m_extras(extras)
    {
    }

    QString run(QStringView s)
    {
        QString result;
        result.reserve(s.size());
        for (qsizetype i = 0; i < s.size();) {
            const QChar c = s[i];
            qsizetype behind = i + 1;
            if (c == u'`')
                behind = behindCodeSpan(s, i);
            else if (c == u'\\' || c == u'$') {
                if (const auto math = mathAt(s, i)) {
                    const QString tex = s.sliced(math->begin, math->end - math->begin).trimmed().toString();
                    result += take({math->display ? InlineSink::Span::DisplayMath : InlineSink::Span::Math,
                                    {},
                                    tex,
                                    s.sliced(i, math->behind - i).toString()});
                    i = math->behind;
                    continue;
                }
                behind = qMin(s.size(), c == u'\\' ? i + 2 : i + 1);
            } else if (c == u'[' && i + 2 < s.size() && s[i + 1] == u'^') {
                if (const qsizetype end = footnote(s, i, result); end > 0) {
                    i = end;
                    continue;
                }
            }
            result += s.sliced(i, behind - i);
            i = behind;
        }
        return result;
    }

private:
    QString take(Extra extra)
    {
        if (m_extras.size() >= 4096)
            return extra.source;
        const auto number = char16_t(m_extras.size());
        m_extras.push_back(std::move(extra));
        const QChar characters[] = {QChar(placeholderMark), QChar(char16_t(placeholderDigit + (number >> 8))),
                                    QChar(char16_t(placeholderDigit + (number >> 4 & 15))),
                                    QChar(char16_t(placeholderDigit + (number & 15)))};
        return QString(characters, 4);
    }

    qsizetype footnote(QStringView s, qsizetype i, QString &result)
    {
        const qsizetype end = s.indexOf(u']', i);
        if (end < i + 3 || end > i + 200)
            return -1;
        const QStringView label = s.sliced(i + 2, end - i - 2);
        if (std::ranges::any_of(label, [](QChar c) { return c.isSpace() || c == u'['; }))
            return -1;
        const QString key = u'^' + labelKey(label);
        if (m_options.labels)
            m_options.labels->append(key);
        const auto link = m_options.lookUp ? m_options.lookUp(key) : std::nullopt;
        if (!link)
            return -1;
        result +=
            take({InlineSink::Span::Note, *link, label.toString(), s.sliced(i, end + 1 - i).toString()});
        return end + 1;
    }

    const InlineOptions &m_options;
    std::vector<Extra> &m_extras;
};

/// The definitions that \p text may ask for, as Markdown.
QByteArray definitionsFor(QStringView text, const InlineOptions &options)
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
        const QString key = labelKey(label);
        if (key.isEmpty() || asked.contains(key))
            continue;
        asked.insert(key);
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
    Reader(InlineSink &sink, const std::vector<Extra> &extras) : m_sink(sink), m_extras(extras) {}

    void run(const QByteArray &document, bool extended)
    {
        MD_PARSER parser{};
        parser.flags = extended ? MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_STRIKETHROUGH : 0;
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
            if (const auto span = spanOf(type))
                static_cast<Reader *>(self)->m_sink.leave(*span);
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
            link = {original(attributeText(a->href)), original(attributeText(a->title))};
        } else if (type == MD_SPAN_IMG) {
            const auto *image = static_cast<MD_SPAN_IMG_DETAIL *>(detail);
            link = {original(attributeText(image->src)), original(attributeText(image->title))};
        }
        m_sink.enter(*span, link);
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

    qsizetype numberAt(QStringView text, qsizetype i) const
    {
        return (text[i + 1].unicode() - placeholderDigit) << 8 |
               (text[i + 2].unicode() - placeholderDigit) << 4 | (text[i + 3].unicode() - placeholderDigit);
    }

    /// \p text with what stood where the placeholders are.
    QString original(QString text) const
    {
        for (qsizetype i = text.indexOf(QChar(placeholderMark)); i >= 0 && i + 3 < text.size();
             i = text.indexOf(QChar(placeholderMark), i + 1)) {
            const auto number = size_t(numberAt(text, i));
            if (number < m_extras.size())
                text.replace(i, 4, m_extras[number].source);
        }
        return text;
    }

    void pass(InlineSink::Text kind, const QString &text)
    {
        qsizetype from = 0;
        for (qsizetype i = text.indexOf(QChar(placeholderMark)); i >= 0 && i + 3 < text.size();
             i = text.indexOf(QChar(placeholderMark), from)) {
            if (i > from)
                m_sink.text(kind, QStringView(text).sliced(from, i - from));
            from = i + 4;
            const auto number = size_t(numberAt(text, i));
            if (number >= m_extras.size())
                continue;
            const Extra &extra = m_extras[number];
            if (kind != InlineSink::Text::Normal) {
                m_sink.text(kind, extra.source);
                continue;
            }
            m_sink.enter(extra.span, extra.link);
            m_sink.text(InlineSink::Text::Normal, extra.text);
            m_sink.leave(extra.span);
        }
        if (from < text.size())
            m_sink.text(kind, QStringView(text).sliced(from));
    }

    InlineSink &m_sink;
    const std::vector<Extra> &m_extras;
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
    explicit Builder(InlineText &result) : m_result(result) {}

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
            m_softBreak = true;
            return;
        }
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
    bool m_softBreak = false;
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
            if (c >= 0xFDD0 && c <= 0xFDEF)
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
        if (kind != Text::Normal)
            return;
        for (const QChar c : text) {
            if (c == u'*' || c == u'_' || c == u'~' || c == u'`' || c == u'$' || c == u'<')
                m_marks = true;
            else if (c == u'[')
                ++m_brackets;
            else if (c == u']')
                m_brackets = qMax(0, m_brackets - 1);
        }
    }
    /// Brackets that are closed again wait for nothing: what stands behind them is known.
    bool any() const { return m_marks || m_brackets > 0; }

private:
    int m_brackets = 0;
    bool m_marks = false;
};
} // namespace

void readInlines(QStringView source, const InlineOptions &options, InlineSink &sink)
{
    QString text;
    std::vector<Extra> extras;
    bool foreign = false;
    for (const QChar c : source)
        foreign = foreign || (c.unicode() >= 0xFDD0 && c.unicode() <= 0xFDEF);
    QString clean;
    if (foreign) {
        clean = source.toString();
        for (QChar &c : clean) {
            if (c.unicode() >= 0xFDD0 && c.unicode() <= 0xFDEF)
                c = QChar(0xFFFD);
        }
        source = clean;
    }
    const bool mayHaveExtras = options.extended && (source.contains(u'$') || source.contains("\\("_L1) ||
                                                    source.contains("\\["_L1) || source.contains("[^"_L1));
    text = mayHaveExtras ? Extractor(options, extras).run(source) : source.toString();
    QByteArray document(firstLine);
    document += indent;
    QByteArray bytes = text.toUtf8();
    if (bytes.contains('\n'))
        bytes.replace("\n", QByteArray("\n") + indent);
    document += bytes;
    if (text.contains(u'['))
        document += definitionsFor(text, options);
    Reader(sink, extras).run(document, options.extended);
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
    Builder builder(result);
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
