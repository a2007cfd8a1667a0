// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/codehighlighter.h"

#include "ui/common/tokens.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

namespace Crossroads {

using namespace Qt::StringLiterals;

// Reads its index once, at the first code block.
static KSyntaxHighlighting::Repository &repository()
{
    static KSyntaxHighlighting::Repository shared;
    return shared;
}

/// Names as fences use them, where they are neither a definition's name nor a file ending.
static KSyntaxHighlighting::Definition definitionFor(const QString &fence)
{
    static const QHash<QString, QString> aliases = {
        {u"python"_s, u"py"_s},     {u"rust"_s, u"rs"_s},    {u"shell"_s, u"sh"_s},
        {u"golang"_s, u"go"_s},     {u"csharp"_s, u"cs"_s},  {u"javascript"_s, u"js"_s},
        {u"typescript"_s, u"ts"_s}, {u"ruby"_s, u"rb"_s},    {u"markdown"_s, u"md"_s},
        {u"kotlin"_s, u"kt"_s},     {u"c++"_s, u"cpp"_s},    {u"zsh"_s, u"sh"_s},
        {u"console"_s, u"sh"_s},    {u"haskell"_s, u"hs"_s}, {u"perl"_s, u"pl"_s},
        {u"yml"_s, u"yaml"_s},
    };
    const QString name = fence.toLower();
    auto definition = repository().definitionForName(fence);
    if (!definition.isValid())
        definition = repository().definitionForFileName(u"x."_s + aliases.value(name, name));
    return definition;
}

class CodeHighlighter::Engine : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    Engine(const QString &language, bool dark, const QColor &ground) : m_ground(ground)
    {
        setDefinition(definitionFor(language));
        setTheme(repository().theme(dark ? u"Breeze Dark"_s : u"Breeze Light"_s));
    }

    QList<Span> run(const QString &line)
    {
        m_spans.clear();
        if (definition().isValid())
            m_state = highlightLine(line, m_state);
        return m_spans;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        if (length <= 0 || format.isDefaultTextStyle(theme()))
            return;
        QTextCharFormat text;
        if (format.hasTextColor(theme()))
            text.setForeground(ensureContrast(format.textColor(theme()), {m_ground}, 4.5));
        if (format.isBold(theme()))
            text.setFontWeight(QFont::Bold);
        if (format.isItalic(theme()))
            text.setFontItalic(true);
        m_spans.append({offset, length, text});
    }

private:
    QColor m_ground;
    KSyntaxHighlighting::State m_state;
    QList<Span> m_spans;
};

CodeHighlighter::CodeHighlighter(const QString &language, bool dark, const QColor &ground)
    : m_engine(std::make_unique<Engine>(language, dark, ground))
{
}

CodeHighlighter::~CodeHighlighter() = default;
CodeHighlighter::CodeHighlighter(CodeHighlighter &&) noexcept = default;

QList<CodeHighlighter::Span> CodeHighlighter::highlight(const QString &line)
{
    return m_engine->run(line);
}

} // namespace Crossroads
