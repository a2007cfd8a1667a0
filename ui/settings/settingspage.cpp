// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/settingspage.h"

#include "ui/common/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace Crossroads {

using namespace Qt::StringLiterals;

SettingsPage::SettingsPage(QWidget *parent)
    : QWidget(parent), m_theme(new QComboBox(this)), m_maxTokens(new QSpinBox(this)),
      m_refresh(new QCheckBox(this))
{
    m_theme->addItem(tr("As the desktop"), u"system"_s);
    m_theme->addItem(tr("Light"), u"light"_s);
    m_theme->addItem(tr("Dark"), u"dark"_s);
    m_maxTokens->setRange(1, 1'000'000);
    m_maxTokens->setGroupSeparatorShown(true);
    m_connect = secondsBox(1);
    m_firstToken = secondsBox(1);
    m_idle = secondsBox(1);
    auto *title = new QLabel(tr("Settings"), this);
    title->setFont(sized(font(), 2, true));
    auto *form = new QFormLayout(this);
    form->setContentsMargins(16, 12, 16, 12);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(title);
    const auto section = [&](const QString &text) {
        auto *label = new QLabel(text, this);
        label->setFont(sized(font(), 0, true));
        label->setContentsMargins(0, 12, 0, 0);
        form->addRow(label);
    };
    section(tr("Appearance"));
    form->addRow(tr("&Colours"), m_theme);
    section(tr("Answers"));
    form->addRow(tr("At most &tokens out"), m_maxTokens);
    section(tr("How long to wait"));
    form->addRow(tr("For the c&onnection"), m_connect);
    form->addRow(tr("For the &first token"), m_firstToken);
    auto *own = new QLabel(tr("A model may have its own: open its chip's menu in the lineup."), this);
    own->setFont(sized(font(), -1));
    form->addRow(QString(), own);
    form->addRow(tr("&Between two pieces"), m_idle);
    section(tr("Catalog"));
    m_refresh->setText(tr("Ask for new models and prices once a day"));
    m_refresh->setToolTip(
        tr("OpenRouter, models.dev and the providers that you have keys for see your address then, "
           "and nothing else. Refreshing by hand always works."));
    form->addRow(QString(), m_refresh);
    connect(m_refresh, &QCheckBox::toggled, this, &SettingsPage::take);
    connect(m_theme, &QComboBox::currentIndexChanged, this, &SettingsPage::take);
    for (QSpinBox *box : {m_maxTokens, m_connect, m_firstToken, m_idle}) {
        box->setMaximumWidth(160);
        connect(box, &QSpinBox::valueChanged, this, &SettingsPage::take);
    }
    m_theme->setMaximumWidth(160);
}

QSpinBox *SettingsPage::secondsBox(int least)
{
    auto *box = new QSpinBox(this);
    box->setRange(least, 86'400);
    box->setSuffix(tr(" s"));
    return box;
}

void SettingsPage::show(const Settings &settings)
{
    const auto seconds = [](Settings::Duration d) {
        return int(std::chrono::ceil<std::chrono::seconds>(d).count());
    };
    m_showing = true;
    m_settings = settings;
    m_theme->setCurrentIndex(m_theme->findData(settings.theme));
    m_maxTokens->setValue(settings.maxTokens);
    m_connect->setValue(seconds(settings.connectTimeout));
    m_firstToken->setValue(seconds(settings.firstTokenTimeout));
    m_idle->setValue(seconds(settings.idleTimeout));
    m_refresh->setChecked(settings.catalog.refresh);
    m_showing = false;
}

void SettingsPage::take()
{
    if (m_showing)
        return;
    using std::chrono::seconds;
    m_settings.theme = m_theme->currentData().toString();
    m_settings.maxTokens = m_maxTokens->value();
    m_settings.connectTimeout = seconds(m_connect->value());
    m_settings.firstTokenTimeout = seconds(m_firstToken->value());
    m_settings.idleTimeout = seconds(m_idle->value());
    m_settings.catalog.refresh = m_refresh->isChecked();
    Q_EMIT changed(m_settings);
}

} // namespace Crossroads
