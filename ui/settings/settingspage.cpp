// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/settingspage.h"

#include "ui/common/segmentbar.h"
#include "ui/common/tokens.h"
#include "ui/settings/sections.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
/// A 1 px separator below its content.
class Head : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, height() - 1, width(), 1), Tokens::fromPalette(palette()).sep);
    }
};
} // namespace

SettingsPage::SettingsPage(QWidget *parent)
    : QWidget(parent), m_tabs(new SegmentBar(this)), m_stack(new QStackedWidget(this))
{
    auto *head = new Head(this);
    auto *title = new QLabel(tr("Settings"), head);
    title->setFont(sized(font(), 2, true));
    m_tabs->setAccessibleName(tr("Pages of the settings"));
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(16);
    row->addWidget(title);
    row->addWidget(m_tabs);
    row->addStretch();
    head->setMinimumHeight(48);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_stack, 1);
    add(u"general"_s, tr("General"), new GeneralSection);
    add(u"network"_s, tr("Network"), new NetworkSection);
    add(u"providers"_s, tr("Providers"), new ProvidersSection);
    add(u"money"_s, tr("Money"), new MoneySection);
    add(u"catalog"_s, tr("Catalog"), new CatalogSection);
    connect(m_tabs, &SegmentBar::picked, this, &SettingsPage::showSection);
    showSection(u"general"_s);
}

void SettingsPage::add(const QString &name, const QString &text, SettingsSection *section)
{
    m_tabs->addSegment(name, {}, text, true);
    m_sections.insert(name, section);
    m_order.append(name);
    auto *scroll = new QScrollArea(m_stack);
    scroll->setWidget(section);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // its fields bring themselves into view
    scroll->viewport()->setAutoFillBackground(false);
    section->setAutoFillBackground(false);
    m_stack->addWidget(scroll);
    connect(section, &SettingsSection::changed, this, &SettingsPage::changed);
}

void SettingsPage::showSection(const QString &name)
{
    m_tabs->setCurrent(name);
    m_stack->setCurrentIndex(int(m_order.indexOf(name)));
}

QString SettingsPage::sectionName() const
{
    return m_order.value(m_stack->currentIndex());
}

SettingsSection *SettingsPage::section(const QString &name) const
{
    return m_sections.value(name);
}

void SettingsPage::showField(QWidget *field)
{
    for (auto it = m_sections.cbegin(); it != m_sections.cend(); ++it) {
        if (it.value()->isAncestorOf(field))
            showSection(it.key());
    }
    field->setFocus(Qt::OtherFocusReason);
}

void SettingsPage::show(const Settings &settings, const SettingsContext &context)
{
    for (SettingsSection *section : std::as_const(m_sections))
        section->show(settings, context);
}

} // namespace Crossroads
