// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/keys/recognition.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace Crossroads {

class PrimaryButton;

/// Where a key is pasted or typed. A pasted one is shown as its format's prefix and its last four characters;
/// what is typed, as bullets; the middle only while the person asks to see it. Says whose it looks like
/// before anything is stored or sent, and lets the person choose where that is not certain.
class KeyEntryBar : public QWidget
{
    Q_OBJECT

public:
    explicit KeyEntryBar(QWidget *parent = nullptr);
    void setVendors(const QList<Vendor> &vendors);
    /// A key pasted anywhere on the page.
    void take(const QString &pasted);
    /// The next key is for \p provider. \param replacing the label of the key that it replaces; empty: a new
    /// one.
    void askFor(const QString &provider, const QString &replacing = {});
    void clear();
    void setBusy(bool busy);
    QLineEdit *field() const { return m_field; }
    QComboBox *providers() const { return m_providers; }
    PrimaryButton *addButton() const { return m_add; }
    QPushButton *importButton() const { return m_import; }
    QPushButton *connectButton() const { return m_connect; }

Q_SIGNALS:
    /// Test it and add it.
    void submitted(const Crossroads::Secret &value, const QString &provider);
    /// More than one line was pasted.
    void listPasted(const QString &text);
    void cleared();

private:
    void build();
    void textChanged();
    void recognise(const QString &text);
    void mask();
    QString maskOf(const Secret &key) const;
    void unmask(const QString &text);
    void showField(const QString &text, bool plain);
    void showRecognition(const Recognition &found);
    void providerChosen();
    void submit();
    void showEcho(bool shown);
    void recolour();
    QString nameOf(const QString &slug) const;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *m_field;
    QPushButton *m_import;
    QPushButton *m_connect;
    QWidget *m_second;
    QLabel *m_icon;
    QLabel *m_words;
    QLabel *m_what;
    QComboBox *m_providers;
    QPushButton *m_cancel;
    PrimaryButton *m_add;
    QAction *m_keyIcon;
    QAction *m_echo;
    QList<Vendor> m_vendors;
    QString m_fixedProvider;
    QString m_replacing;
    std::optional<PastedKey> m_key;
    QString m_mask;             ///< what the field shows in place of a pasted key; empty: the text itself
    qsizetype m_lastLength = 0; ///< of the field's text before it changed
    QString m_iconName;
    bool m_busy = false;
};

} // namespace Crossroads
