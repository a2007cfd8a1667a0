// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/markdown/mathtext.h"

#include <QHash>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
const QHash<QString, QString> &symbols()
{
    static const QHash<QString, QString> table = [] {
        QHash<QString, QString> all;
        const QStringView pairs =
            u"alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
            "kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ "
            "varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ "
            "Psi Ψ Omega Ω times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ "
            "odot ⊙ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ "
            "gg ≫ prec ≺ succ ≻ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ in ∈ notin ∉ ni ∋ cup ∪ cap ∩ "
            "setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ land ∧ wedge ∧ "
            "lor ∨ vee ∨ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⇒ "
            "Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓ sum ∑ "
            "prod ∏ int ∫ iint ∬ iiint ∭ oint ∮ partial ∂ nabla ∇ infty ∞ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ "
            "angle ∠ perp ⊥ parallel ∥ mid ∣ vdash ⊢ models ⊨ top ⊤ bot ⊥ ldots … dots … cdots ⋯ vdots ⋮ "
            "ddots ⋱ prime ′ degree ° dagger † langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ "
            "lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ therefore ∴ because ∵ square □ blacksquare ■ "
            "checkmark ✓ triangle △ colon : backslash ∖ lbrace { rbrace } cdotp · coloneqq ≔";
        const auto words = pairs.split(u' ');
        for (qsizetype i = 0; i + 1 < words.size(); i += 2)
            all.insert(words[i].toString(), words[i + 1].toString());
        // Names that are set upright as words.
        for (const char *name :
             {"sin",  "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
              "tanh", "log", "ln",  "lg",  "exp", "lim", "max",    "min",    "sup",    "inf",  "det",
              "dim",  "ker", "deg", "gcd", "arg", "Pr",  "limsup", "liminf", "hom"})
            all.insert(QString::fromLatin1(name), QString::fromLatin1(name));
        return all;
    }();
    return table;
}

const QStringView superFrom = u"0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW′*";
const QStringView superTo = u"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ′*";
const QStringView subFrom = u"0123456789+-=()aehijklmnoprstuvxβγρφχ";
const QStringView subTo = u"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";

class Converter
{
public:
    explicit Converter(QStringView tex) : m_tex(tex) {}

    std::optional<QString> run()
    {
        const QString result = list(QChar());
        if (m_failed || m_at < m_tex.size())
            return std::nullopt;
        return result.simplified();
    }

private:
    QChar peek() const { return m_at < m_tex.size() ? m_tex[m_at] : QChar(); }
    void skipSpace()
    {
        while (peek().isSpace())
            ++m_at;
    }

    QString list(QChar end)
    {
        QString result;
        if (++m_depth > 32)
            m_failed = true;
        bool tail = false; // the last one would take in a letter that follows
        while (!m_failed && m_at < m_tex.size() && (end.isNull() || peek() != end)) {
            m_bond = Bond::None;
            const QString part = atom();
            const Bond bond = m_bond;
            const bool scripted = peek() == u'^' || peek() == u'_' || peek() == u'!';
            const bool apart =
                bond == Bond::Fraction ? isFactor(result) || factorFollows() : bond == Bond::Root && scripted;
            if (tail && !part.isEmpty() && (part[0].isLetterOrNumber() || u"(√"_s.contains(part[0]) || apart))
                result += u' ';
            result += apart ? u'(' + part + u')' : part;
            tail = !apart && (bond == Bond::Root || bond == Bond::Script);
        }
        --m_depth;
        m_bond = Bond::None;
        if (!end.isNull()) {
            if (peek() != end)
                m_failed = true;
            ++m_at;
        }
        return result;
    }

    /// Whether \p text ends with something that a fraction behind it would multiply, or be divided by.
    static bool isFactor(const QString &text)
    {
        const QString before = text.trimmed();
        return !before.isEmpty() &&
               (before.back().isLetterOrNumber() || u")]}!′/÷"_s.contains(before.back()));
    }

    /// Whether what comes next multiplies what has just been read, or is an exponent of it.
    bool factorFollows() const
    {
        qsizetype i = m_at;
        const auto here = [&](qsizetype k) { return k < m_tex.size() ? m_tex[k] : QChar(); };
        while (here(i).isSpace() ||
               (here(i) == u'\\' && u",;:! "_s.contains(here(i + 1)) && i + 1 < m_tex.size()))
            i += here(i) == u'\\' ? 2 : 1;
        const QChar c = here(i);
        if (c != u'\\')
            return c.isLetterOrNumber() || u"([{^_!'"_s.contains(c);
        qsizetype behind = i + 1;
        while (here(behind).isLetter() && here(behind).unicode() < 128)
            ++behind;
        const QString name = m_tex.sliced(i + 1, behind - i - 1).toString();
        if (const auto symbol = symbols().constFind(name); symbol != symbols().cend())
            return !isJoint(*symbol);
        static const QStringList loose{u"right"_s, u"quad"_s, u"qquad"_s, u"text"_s,  u"mbox"_s,
                                       u"pmod"_s,  u"bmod"_s, u"mod"_s,   u"limits"_s};
        return !name.isEmpty() && !loose.contains(name);
    }

    /// Relations, operators and closing marks: they keep a fraction apart from what follows.
    static bool isJoint(const QString &symbol)
    {
        return u"≤≥≠≈≡∼≃≅∝≪≫≺≻⊂⊃⊆⊇∈∉∋∪∩∧∨→←↔⇒⇐⇔↦⟶×÷±∓⊕⊗⊙⊢⊨≔∣·∗⋆∘•…⋯⟩⌋⌉:∴∵∖"_s.contains(symbol);
    }

    /// A group in braces, or the next atom.
    QString argument()
    {
        skipSpace();
        if (m_at >= m_tex.size()) {
            m_failed = true;
            return {};
        }
        if (peek() == u'{') {
            ++m_at;
            return list(u'}');
        }
        return atom();
    }

    QString shifted(const QString &text, QStringView from, QStringView to, QChar mark)
    {
        QString result;
        m_bond = Bond::None;
        for (const QChar c : text) {
            const qsizetype i = from.indexOf(c == u'−' ? QChar(u'-') : c);
            if (i < 0) {
                m_bond = text.size() == 1 ? Bond::Script : Bond::None;
                return text.size() == 1 ? QString(mark) + text : mark + u'(' + text + u')';
            }
            result += to[i];
        }
        return result;
    }

    static bool isSimple(const QString &text)
    {
        return std::ranges::all_of(text, [](QChar c) { return c.isLetterOrNumber() || c == u'.'; });
    }
    /// Whether \p text below a fraction's line or a root's can be nothing but one factor: a number, a letter
    /// with its index and exponent, a differential.
    static bool isOneFactor(QStringView text)
    {
        if (text.startsWith(u'√'))
            text = text.sliced(1);
        if (std::ranges::all_of(text, [](QChar c) { return c.isDigit() || c == u'.'; }))
            return !text.isEmpty();
        if (text.size() > 1 && (text[0] == u'd' || text[0] == u'∂') && text[1].isLetter())
            text = text.sliced(1);
        return !text.isEmpty() && text[0].isLetter() && std::ranges::all_of(text.sliced(1), [](QChar c) {
            return superTo.contains(c) || subTo.contains(c) || c == u'′';
        });
    }
    static QString asFactor(const QString &text) { return isOneFactor(text) ? text : u'(' + text + u')'; }
    static QString inParentheses(const QString &text) { return isSimple(text) ? text : u'(' + text + u')'; }

    QString atom()
    {
        const QChar c = peek();
        ++m_at;
        switch (c.unicode()) {
        case u'\\':
            return command();
        case u'{':
            return list(u'}');
        case u'}':
        case u'&':
        case u'#':
        case u'%':
            m_failed = true;
            return {};
        case u'^':
            return shifted(argument().trimmed(), superFrom, superTo, u'^');
        case u'_':
            return shifted(argument().trimmed(), subFrom, subTo, u'_');
        case u'~':
            return u" "_s;
        case u'\'':
            return u"′"_s;
        case u'-':
            return u"−"_s;
        default:
            return c.isSpace() ? u" "_s : QString(c);
        }
    }

    QString word()
    {
        const qsizetype begin = m_at;
        while (peek().isLetter() && peek().unicode() < 128)
            ++m_at;
        return m_tex.sliced(begin, m_at - begin).toString();
    }

    /// The text of a group, as it is written.
    QString rawArgument()
    {
        skipSpace();
        if (peek() != u'{') {
            m_failed = true;
            return {};
        }
        qsizetype end = m_at + 1;
        for (int open = 1; end < m_tex.size(); ++end) {
            open += m_tex[end] == u'{' ? 1 : m_tex[end] == u'}' ? -1 : 0;
            if (open == 0)
                break;
        }
        if (end >= m_tex.size()) {
            m_failed = true;
            return {};
        }
        const QString text = m_tex.sliced(m_at + 1, end - m_at - 1).toString();
        m_at = end + 1;
        return text;
    }

    static QString accented(const QString &text, char16_t accent)
    {
        return text.size() == 1 ? text + QChar(accent) : u'(' + text + u')' + QChar(accent);
    }

    QString blackboard(const QString &text)
    {
        static const QHash<QChar, QString> letters{{u'R', u"ℝ"_s}, {u'N', u"ℕ"_s}, {u'Z', u"ℤ"_s},
                                                   {u'Q', u"ℚ"_s}, {u'C', u"ℂ"_s}, {u'P', u"ℙ"_s},
                                                   {u'H', u"ℍ"_s}, {u'E', u"𝔼"_s}};
        return text.size() == 1 ? letters.value(text[0], text) : text;
    }

    QString command()
    {
        const QChar c = peek();
        if (!c.isLetter()) {
            ++m_at;
            switch (c.unicode()) {
            case u',':
            case u':':
            case u';':
            case u' ':
                return u" "_s;
            case u'!':
                return {};
            case u'{':
            case u'}':
            case u'%':
            case u'$':
            case u'#':
            case u'&':
            case u'_':
                return QString(c);
            case u'|':
                return u"‖"_s;
            default:
                m_failed = true; // "\\" begins another line
                return {};
            }
        }
        const QString name = word();
        if (const auto symbol = symbols().constFind(name); symbol != symbols().cend()) {
            const bool isWord = symbol->size() > 1 && (*symbol)[0].isLetter();
            skipSpace();
            // Relations and arrows stand apart from what they join.
            if (u"≤≥≠≈≡∼≃≅∝≪≫≺≻⊂⊃⊆⊇∈∉∋∪∩∧∨→←↔⇒⇐⇔↦⟶×÷±∓⊕⊗⊢⊨≔∣"_s.contains(*symbol))
                return u' ' + *symbol + u' ';
            return isWord && peek().isLetterOrNumber() ? *symbol + u' ' : *symbol;
        }
        if (name == "frac"_L1 || name == "dfrac"_L1 || name == "tfrac"_L1 || name == "cfrac"_L1) {
            const QString over = argument().trimmed();
            const QString under = argument().trimmed();
            m_bond = Bond::Fraction;
            return inParentheses(over) + u'/' + asFactor(under);
        }
        if (name == "sqrt"_L1) {
            skipSpace();
            QString root = u"√"_s;
            if (peek() == u'[') {
                ++m_at;
                const QString degree = list(u']').trimmed();
                root = degree == "3"_L1   ? u"∛"_s
                       : degree == "4"_L1 ? u"∜"_s
                                          : shifted(degree, superFrom, superTo, u'^') + u'√';
            }
            const QString under = argument().trimmed();
            const bool one =
                under.size() == 1 || std::ranges::all_of(under, [](QChar d) { return d.isDigit(); });
            m_bond = one ? Bond::Root : Bond::None;
            return root + (one ? under : u'(' + under + u')');
        }
        if (name == "binom"_L1) {
            const QString over = argument().trimmed();
            return u'(' + over + u" over "_s + argument().trimmed() + u')';
        }
        if (name == "text"_L1 || name == "mathrm"_L1 || name == "operatorname"_L1 || name == "textbf"_L1 ||
            name == "textit"_L1 || name == "mbox"_L1)
            return rawArgument();
        if (name == "mathbf"_L1 || name == "mathcal"_L1 || name == "mathit"_L1 || name == "mathsf"_L1 ||
            name == "boldsymbol"_L1 || name == "bm"_L1 || name == "boxed"_L1)
            return argument();
        if (name == "mathbb"_L1)
            return blackboard(argument());
        if (name == "hat"_L1 || name == "widehat"_L1)
            return accented(argument(), 0x302);
        if (name == "bar"_L1 || name == "overline"_L1)
            return accented(argument(), 0x304);
        if (name == "vec"_L1)
            return accented(argument(), 0x20D7);
        if (name == "dot"_L1)
            return accented(argument(), 0x307);
        if (name == "tilde"_L1 || name == "widetilde"_L1)
            return accented(argument(), 0x303);
        if (name == "left"_L1 || name == "right"_L1) {
            if (peek() != u'.')
                return {};
            ++m_at;
            return {};
        }
        if (name == "quad"_L1 || name == "qquad"_L1)
            return u"  "_s;
        if (name == "pmod"_L1)
            return u" (mod "_s + argument() + u')';
        if (name == "bmod"_L1 || name == "mod"_L1)
            return u" mod "_s;
        for (const char *size : {"displaystyle", "textstyle", "limits", "nolimits", "big", "Big", "bigg",
                                 "Bigg", "bigl", "bigr", "Bigl", "Bigr"}) {
            if (name == QLatin1StringView(size))
                return {};
        }
        m_failed = true;
        return {};
    }

    QStringView m_tex;
    qsizetype m_at = 0;
    int m_depth = 0;
    /// How what was read last holds to its neighbours.
    enum class Bond : quint8 { None, Fraction, Root, Script } m_bond = Bond::None;
    bool m_failed = false;
};
} // namespace

std::optional<QString> mathText(const QString &tex)
{
    return tex.size() > 2000 ? std::nullopt : Converter(tex).run();
}

} // namespace Crossroads
