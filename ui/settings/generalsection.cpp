// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/editend.h"
#include "ui/common/tokens.h"
#include "ui/settings/sections.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>

namespace Crossroads {

using namespace Qt::StringLiterals;

GeneralSection::GeneralSection(QWidget *parent)
    : SettingsSection(parent), m_theme(new QComboBox(this)), m_layout(new QComboBox(this)),
      m_together(new QCheckBox(tr("&Scroll the lanes together"), this)),
      m_lineEnds(new QCheckBox(tr("Keep single line &ends"), this)), m_maxTokens(new QSpinBox(this)),
      m_clipboard(new QSpinBox(this))
{
    m_theme->addItem(tr("As the desktop"), u"system"_s);
    m_theme->addItem(tr("Light"), u"light"_s);
    m_theme->addItem(tr("Dark"), u"dark"_s);
    m_layout->addItem(tr("Columns"), u"columns"_s);
    m_layout->addItem(tr("Grid"), u"grid"_s);
    m_layout->addItem(tr("Tabs"), u"tabs"_s);
    m_maxTokens->setRange(1, 1'000'000);
    m_maxTokens->setGroupSeparatorShown(true);
    m_clipboard->setRange(5, 600);
    m_clipboard->setSuffix(tr(" s"));
    for (QWidget *box : std::initializer_list<QWidget *>{m_theme, m_layout, m_maxTokens, m_clipboard})
        box->setMaximumWidth(grown(200, font()));
    addHeading(tr("Appearance"));
    addRow(tr("&Colours"), m_theme);
    addHeading(tr("Answers"));
    addRow(tr("&Layout of the lanes"), m_layout);
    m_together->setAccessibleName(tr("Scroll the lanes together"));
    addRow({}, m_together);
    m_lineEnds->setAccessibleName(tr("Keep single line ends"));
    m_lineEnds->setToolTip(
        tr("Markdown joins lines to a paragraph; most chats show each as a line of its own. "
           "What is copied as Markdown or exported is the same either way."));
    addRow({}, m_lineEnds);
    addRow(tr("At most &tokens out"), m_maxTokens);
    addHeading(tr("Keys"));
    addRow(tr("A copied &key leaves the clipboard after"), m_clipboard);
    addEnd();
    connectParts();
}

void GeneralSection::connectParts()
{
    const auto change = [this](const SettingsChange &made) {
        if (!isShowing())
            Q_EMIT changed(made);
    };
    connect(m_theme, &QComboBox::currentIndexChanged, this, [this, change] {
        change([theme = m_theme->currentData().toString()](Settings &s) { s.theme = theme; });
    });
    connect(m_layout, &QComboBox::currentIndexChanged, this, [this, change] {
        change([layout = m_layout->currentData().toString()](Settings &s) { s.layout = layout; });
    });
    connect(m_together, &QCheckBox::toggled, this,
            [change](bool on) { change([on](Settings &s) { s.scrollTogether = on; }); });
    connect(m_lineEnds, &QCheckBox::toggled, this,
            [change](bool on) { change([on](Settings &s) { s.keepLineEnds = on; }); });
    whenFinished(m_maxTokens, this,
                 [change](int tokens) { change([tokens](Settings &s) { s.maxTokens = tokens; }); });
    whenFinished(m_clipboard, this,
                 [change](int seconds) { change([seconds](Settings &s) { s.clipboardSeconds = seconds; }); });
}

void GeneralSection::show(const Settings &settings, const SettingsContext &)
{
    const Showing showing(*this);
    m_theme->setCurrentIndex(m_theme->findData(settings.theme));
    m_layout->setCurrentIndex(m_layout->findData(settings.layout));
    m_together->setChecked(settings.scrollTogether);
    m_lineEnds->setChecked(settings.keepLineEnds);
    m_maxTokens->setValue(settings.maxTokens);
    m_clipboard->setValue(settings.clipboardSeconds);
}

CatalogSection::CatalogSection(QWidget *parent)
    : SettingsSection(parent),
      m_refresh(new QCheckBox(tr("&Ask for new models and prices once a day"), this)),
      m_everything(new QCheckBox(tr("Offers of &small resellers, too"), this))
{
    addHeading(tr("News"));
    addWide(m_refresh);
    addRemark(tr("OpenRouter, models.dev and the providers that you have keys for see your address then, and "
                 "nothing else. Refreshing by hand always works."));
    addHeading(tr("What counts"));
    addWide(m_everything);
    addRemark(tr("Look twice before you give a key to a provider that is not established."));
    addEnd();
    connect(m_refresh, &QCheckBox::toggled, this, [this](bool on) {
        if (!isShowing())
            Q_EMIT changed([on](Settings &s) { s.catalog.refresh = on; });
    });
    connect(m_everything, &QCheckBox::toggled, this, [this](bool on) {
        if (!isShowing())
            Q_EMIT changed([on](Settings &s) { s.catalog.everything = on; });
    });
}

void CatalogSection::show(const Settings &settings, const SettingsContext &)
{
    const Showing showing(*this);
    m_refresh->setChecked(settings.catalog.refresh);
    m_everything->setChecked(settings.catalog.everything);
}

} // namespace Crossroads
