// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/keyentrybar.h"

#include "ui/common/icons.h"
#include "ui/common/primarybutton.h"
#include "ui/common/tokens.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

KeyEntryBar::KeyEntryBar(QWidget *parent)
    : QWidget(parent), m_field(new QLineEdit(this)), m_import(new QPushButton(tr("&Import…"), this)),
      m_connect(new QPushButton(tr("C&onnect OpenRouter…"), this)), m_second(new QWidget(this)),
      m_icon(new QLabel(this)), m_words(new QLabel(this)), m_what(new QLabel(this)),
      m_providers(new QComboBox(this)), m_cancel(new QPushButton(tr("Cancel"), this)),
      m_add(new PrimaryButton(tr("Test and add"), this)), m_keyIcon(new QAction(this)),
      m_echo(new QAction(this))
{
    build();
    connect(m_field, &QLineEdit::textChanged, this, &KeyEntryBar::textChanged);
    connect(m_field, &QLineEdit::returnPressed, this, &KeyEntryBar::submit);
    connect(m_add, &QPushButton::clicked, this, &KeyEntryBar::submit);
    connect(m_cancel, &QPushButton::clicked, this, &KeyEntryBar::clear);
    connect(m_providers, &QComboBox::currentIndexChanged, this, &KeyEntryBar::providerChosen);
    connect(m_echo, &QAction::toggled, this, &KeyEntryBar::showEcho);
    recolour();
    clear();
}

void KeyEntryBar::build()
{
    m_field->setPlaceholderText(tr("Paste a key here, or anywhere on this page"));
    m_field->setAccessibleName(tr("API key"));
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                                 Qt::ImhNoAutoUppercase);
    m_field->setMinimumHeight(32);
    m_keyIcon->setText(tr("API key")); // its button's name for screen readers
    m_field->addAction(m_keyIcon, QLineEdit::LeadingPosition);
    m_echo->setCheckable(true);
    m_echo->setText(tr("Show the key"));
    m_field->addAction(m_echo, QLineEdit::TrailingPosition);
    m_field->installEventFilter(this);
    m_providers->setAccessibleName(tr("Provider of this key"));
    m_providers->setMinimumWidth(160);
    m_add->setGlyph(u"key"_s);
    for (QLabel *label : {m_words, m_what})
        label->setTextFormat(Qt::PlainText);
    m_words->setFont(sized(font(), 0, true));
    m_what->setFont(sized(font(), -1));
    m_what->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_field, 1);
    for (QPushButton *button : {m_import, m_connect}) {
        button->setMinimumHeight(32);
        first->addWidget(button);
    }
    auto *second = new QHBoxLayout(m_second);
    second->setContentsMargins(4, 0, 0, 0);
    second->setSpacing(8);
    second->addWidget(m_icon);
    second->addWidget(m_words);
    second->addWidget(m_what, 1);
    second->addWidget(m_providers);
    second->addWidget(m_cancel);
    second->addWidget(m_add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(first);
    column->addWidget(m_second);
    setTabOrder({m_field, m_providers, m_cancel, m_add, m_import, m_connect});
}

void KeyEntryBar::setVendors(const QList<Vendor> &vendors)
{
    m_vendors = vendors;
    std::ranges::sort(m_vendors,
                      [](const Vendor &a, const Vendor &b) { return a.name.localeAwareCompare(b.name) < 0; });
    const QSignalBlocker quiet(m_providers);
    m_providers->clear();
    for (const Vendor &vendor : std::as_const(m_vendors)) {
        if (vendor.local || vendor.simulated || vendor.auth == AuthStyle::None)
            continue;
        const QString region = vendor.region.isEmpty() || vendor.name.contains(vendor.region)
                                   ? QString()
                                   : u" (%1)"_s.arg(vendor.region);
        m_providers->addItem(vendor.name + region, vendor.slug);
    }
}

QString KeyEntryBar::nameOf(const QString &slug) const
{
    const auto found =
        std::ranges::find_if(m_vendors, [&](const Vendor &vendor) { return vendor.slug == slug; });
    return found == m_vendors.end() ? slug : found->name;
}

void KeyEntryBar::take(const QString &pasted)
{
    if (pasted.trimmed().contains(u'\n')) {
        Q_EMIT listPasted(pasted);
        return;
    }
    unmask({});
    m_field->setText(pasted.trimmed());
    (m_providers->currentIndex() < 0 ? static_cast<QWidget *>(m_providers) : m_add)->setFocus();
}

void KeyEntryBar::askFor(const QString &provider, const QString &replacing)
{
    clear();
    m_fixedProvider = provider;
    m_replacing = replacing;
    m_field->setPlaceholderText(
        replacing.isEmpty()
            ? tr("Paste a key of %1").arg(nameOf(provider))
            : tr("Paste the key that replaces \u201c%1\u201d of %2").arg(replacing, nameOf(provider)));
    m_field->setFocus();
}

void KeyEntryBar::clear()
{
    m_key.reset();
    m_fixedProvider.clear();
    m_replacing.clear();
    unmask({});
    m_field->setPlaceholderText(tr("Paste a key here, or anywhere on this page"));
    m_echo->setChecked(false);
    m_second->hide();
    setBusy(false);
    Q_EMIT cleared();
}

void KeyEntryBar::setBusy(bool busy)
{
    m_busy = busy;
    m_field->setReadOnly(busy);
    m_providers->setEnabled(!busy);
    m_add->setText(busy ? tr("Testing…") : tr("Test and add"));
    providerChosen();
}

// --- showing no more of a key than tells which one it is
// ------------------------------------------------------

QString KeyEntryBar::maskOf(const Secret &key) const
{
    constexpr qsizetype mostDots = 40;
    const ShownParts parts = shownParts(key, m_vendors);
    const qsizetype hidden = key.expose().size() - parts.prefix.size() - parts.lastFour.size();
    return parts.prefix + QString(qMin(hidden, mostDots), u'\u00b7') + parts.lastFour;
}

/// Without a signal. \param plain not as bullets.
void KeyEntryBar::showField(const QString &text, bool plain)
{
    const QSignalBlocker quiet(m_field);
    m_field->setFont(plain && !text.isEmpty() ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : font());
    m_field->setEchoMode(plain ? QLineEdit::Normal : QLineEdit::Password);
    m_field->setText(text);
    m_lastLength = text.size();
}

void KeyEntryBar::mask()
{
    m_mask = maskOf(m_key->value);
    showField(m_mask, true);
}

void KeyEntryBar::unmask(const QString &text)
{
    m_mask.clear();
    showField(text, m_echo->isChecked());
    recognise(text);
}

void KeyEntryBar::textChanged()
{
    // So much at once was pasted or dropped.
    constexpr qsizetype pastedLength = 8;
    const QString text = m_field->text();
    const bool pasted = text.size() - m_lastLength >= pastedLength;
    m_lastLength = text.size();
    if (!m_mask.isEmpty()) {
        // A masked key is not mended in the middle: what was typed or pasted takes its place.
        QString fresh = text;
        fresh.remove(m_mask);
        unmask(fresh.contains(u'\u00b7') ? QString() : fresh);
        if (m_key && fresh.size() >= pastedLength && !m_echo->isChecked())
            mask();
        return;
    }
    recognise(text);
    if (pasted && m_key && !m_echo->isChecked())
        mask();
}

void KeyEntryBar::recognise(const QString &text)
{
    m_key.reset();
    m_second->setVisible(!text.trimmed().isEmpty());
    if (!m_second->isVisibleTo(this))
        return;
    const auto key = cleanPasted(text.toUtf8());
    if (!key) {
        m_iconName = u"warning"_s;
        m_words->setText(key.error().message);
        m_what->clear();
        m_providers->hide();
        m_add->setEnabled(false);
        recolour();
        return;
    }
    m_key = *key;
    showRecognition(m_fixedProvider.isEmpty() ? recogniseKey(key->value, m_vendors, key->variable)
                                              : Recognition{{m_fixedProvider}, Recognition::Kind::Known});
}

void KeyEntryBar::showRecognition(const Recognition &found)
{
    using Kind = Recognition::Kind;
    QStringList names;
    for (const QString &slug : found.candidates)
        names.append(nameOf(slug));
    m_providers->show();
    int index = m_providers->findData(found.candidates.first());
    if (!m_fixedProvider.isEmpty()) {
        m_iconName = u"key"_s;
        m_words->setText(m_replacing.isEmpty() ? tr("A key of %1.").arg(names.first())
                                               : tr("Replaces \u201c%1\u201d.").arg(m_replacing));
    } else if (found.kind == Kind::Known) {
        m_iconName = u"done"_s;
        m_words->setText(tr("This looks like a key of %1.").arg(names.first()));
    } else if (found.kind == Kind::Ambiguous) {
        m_iconName = u"info"_s;
        m_words->setText(names.size() == 1
                             ? tr("This may be a key of %1.").arg(names.first())
                             : tr("This may be a key of %1.")
                                   .arg(names.first(qMin(qsizetype(3), names.size())).join(tr(" or "))));
        if (names.size() > 1)
            index = -1; // the person says to whom it is sent
    } else {
        m_iconName = u"info"_s;
        m_words->setText(tr("This format is not known."));
    }
    m_providers->setPlaceholderText(tr("Choose its provider"));
    m_providers->setCurrentIndex(index);
    providerChosen();
    recolour();
}

void KeyEntryBar::providerChosen()
{
    const QString slug = m_providers->currentData().toString();
    m_add->setEnabled(m_key && !slug.isEmpty() && !m_busy);
    const auto vendor = std::ranges::find_if(m_vendors, [&](const Vendor &v) { return v.slug == slug; });
    if (!m_key)
        return;
    if (vendor == m_vendors.end())
        m_what->setText(tr("Nothing is sent before you choose."));
    else
        m_what->setText(tr("Testing sends one free request to %1.").arg(vendor->baseUrl.host()));
    m_what->setToolTip(m_what->text());
}

void KeyEntryBar::submit()
{
    const QString provider = m_providers->currentData().toString();
    if (m_key && !provider.isEmpty() && !m_busy)
        Q_EMIT submitted(m_key->value, provider);
}

void KeyEntryBar::showEcho(bool shown)
{
    m_echo->setText(shown ? tr("Hide the key") : tr("Show the key"));
    if (shown) {
        const QString text = m_mask.isEmpty() ? m_field->text() : QString::fromLatin1(m_key->value.expose());
        m_mask.clear();
        showField(text, true);
    } else if (m_key) {
        mask();
    } else {
        showField(m_field->text(), false);
    }
}

void KeyEntryBar::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    m_keyIcon->setIcon(lineIcon(u"key"_s, t.text));
    m_echo->setIcon(lineIcon(u"eye"_s, t.text));
    m_import->setIcon(lineIcon(u"import"_s, t.text));
    m_connect->setIcon(lineIcon(u"external"_s, t.text));
    const QColor color = m_iconName == "done"_L1 ? t.ok : m_iconName == "warning"_L1 ? t.warn : t.accent;
    m_icon->setPixmap(lineIcon(m_iconName.isEmpty() ? u"info"_s : m_iconName, color)
                          .pixmap(QSize(16, 16), devicePixelRatio()));
    QPalette p = m_what->palette();
    p.setColor(QPalette::WindowText, t.muted);
    if (p != m_what->palette())
        m_what->setPalette(p);
}

void KeyEntryBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

/// A list that is pasted into the field would lose its lines there.
bool KeyEntryBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (event->type() == QEvent::ShortcutOverride) {
        // Escape empties the field first; only then it is the window's.
        if (key->key() == Qt::Key_Escape && !m_field->text().isEmpty())
            event->accept();
        return event->isAccepted();
    }
    if (key->key() == Qt::Key_Escape && !m_field->text().isEmpty()) {
        clear();
        return true;
    }
    if (key->matches(QKeySequence::Paste)) {
        const QString text = QGuiApplication::clipboard()->text();
        if (text.trimmed().contains(u'\n')) {
            Q_EMIT listPasted(text);
            return true;
        }
    }
    return false;
}

} // namespace Crossroads
