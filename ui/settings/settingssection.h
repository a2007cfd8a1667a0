// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/settings/settings.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

class QGridLayout;
class QLabel;
class QLineEdit;

namespace Crossroads {

class NoteLabel;

/// One thing that can be chosen: what the program calls it, and what people do.
struct SettingsChoice
{
    QString key;
    QString text;
    bool operator==(const SettingsChoice &) const = default;
};

/// What the pages let choose from.
struct SettingsContext
{
    QList<SettingsChoice> providers; ///< by slug
    QList<SettingsChoice> keys;      ///< by last four
    QList<SettingsChoice> sources;   ///< by name
};

/// What a control does to the settings: put onto those that hold now, so that no page undoes another's.
using SettingsChange = std::function<void(Settings &)>;

/// What is wrong with a text, for people; empty where nothing is.
using TextCheck = std::function<QString(const QString &)>;

/// One page of the settings: labels on the left, controls on the right, a note below a field that needs one.
/// Every change takes effect when it is made, in a field that is when the edit is finished (EditEnd); what
/// can not be is named below its field and changes nothing.
class SettingsSection : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsSection(QWidget *parent = nullptr);
    /// Shows \p settings, without a signal. A field that has the focus is left as it is.
    virtual void show(const Settings &settings, const SettingsContext &context) = 0;

Q_SIGNALS:
    void changed(const Crossroads::SettingsChange &change);

protected:
    void addHeading(const QString &text);
    /// A line of small words over the whole width.
    void addRemark(const QString &text);
    /// \p label with its mnemonic; the control gets it as its accessible name, unless it has one.
    void addRow(const QString &label, QWidget *control, NoteLabel *note = nullptr);
    void addWide(QWidget *widget);
    void addEnd();
    /// A field that is judged while it is typed: where \p check finds nothing when the edit is finished,
    /// \p take makes the change.
    QLineEdit *addText(const QString &label, const QString &placeholder, const TextCheck &check,
                       std::function<SettingsChange(const QString &)> take, const QString &remark = {});
    /// Puts \p text into a field of addText(), unless the person is at it or has left an edit in it that
    /// could not be taken.
    static void showText(QLineEdit *field, const QString &text);
    bool isShowing() const { return m_showing; }

    /// Signals of controls that are being filled change nothing.
    class Showing
    {
    public:
        explicit Showing(SettingsSection &section) : m_section(section) { m_section.m_showing = true; }
        ~Showing() { m_section.m_showing = false; }
        Showing(const Showing &) = delete;
        Showing &operator=(const Showing &) = delete;

    private:
        SettingsSection &m_section;
    };

private:
    QGridLayout *m_grid;
    bool m_showing = false;
};

/// An amount by the person's locale (readAmount()), or nothing: as decimal text. TextCheck for it:
/// checkAmount().
QString amountFrom(const QString &text);
QString checkAmount(const QString &text);
/// The other way: decimal text as a field shows it.
QString amountShown(const QString &decimal);

} // namespace Crossroads
