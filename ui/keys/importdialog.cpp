// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/importdialog.h"

#include "ui/common/screenfit.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

namespace Crossroads {

using namespace Qt::StringLiterals;

enum Column { Take, Source, Key, Provider, Note };

ImportDialog::ImportDialog(KeyRing &ring, const QList<Vendor> &vendors, QWidget *parent)
    : QDialog(parent), m_ring(ring), m_vendors(vendors), m_table(new QTableWidget(0, 5, this)),
      m_words(new QLabel(this)), m_add(nullptr)
{
    setWindowTitle(tr("Import keys"));
    resizeWithinScreen(this, {760, 440});
    build();
    count();
}

void ImportDialog::build()
{
    m_table->setHorizontalHeaderLabels({tr("Take"), tr("From"), tr("Key"), tr("Provider"), tr("Note")});
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Note, QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setAccessibleName(tr("Keys that were found"));
    m_words->setWordWrap(true);
    auto *environment = new QPushButton(tr("From the &environment"), this);
    auto *file = new QPushButton(tr("From an .env &file…"), this);
    auto *clipboard = new QPushButton(tr("&Paste a list"), this);
    auto *sources = new QHBoxLayout;
    for (QPushButton *button : {environment, file, clipboard})
        sources->addWidget(button);
    sources->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_add = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    auto *column = new QVBoxLayout(this);
    column->addLayout(sources);
    column->addWidget(m_words);
    column->addWidget(m_table, 1);
    column->addWidget(buttons);
    connect(environment, &QPushButton::clicked, this, &ImportDialog::takeEnvironment);
    connect(file, &QPushButton::clicked, this, &ImportDialog::askFile);
    connect(clipboard, &QPushButton::clicked, this,
            [this] { takeText(QGuiApplication::clipboard()->text()); });
    connect(m_table, &QTableWidget::itemChanged, this, &ImportDialog::count);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ImportDialog::takeText(const QString &text)
{
    add(keysInText(text.toUtf8(), m_vendors));
}

void ImportDialog::takeEnvironment()
{
    add(keysInEnvironment(m_vendors));
}

Result<void> ImportDialog::takeFile(const QString &path)
{
    constexpr qint64 mostBytes = 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::WrongUse, tr("%1 can not be read: %2").arg(path, file.errorString()));
    add(keysInText(file.read(mostBytes), m_vendors));
    return {};
}

void ImportDialog::askFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Import keys"), {}, tr("Any file (* .*)"));
    if (path.isEmpty())
        return;
    if (const auto taken = takeFile(path); !taken)
        m_words->setText(taken.error().message);
}

void ImportDialog::add(const QList<FoundKey> &found)
{
    int fresh = 0;
    for (const FoundKey &key : found) {
        if (std::ranges::any_of(m_found, [&](const FoundKey &other) { return other.value == key.value; }))
            continue;
        addRow(key);
        ++fresh;
    }
    if (fresh == 0 && found.isEmpty())
        m_words->setText(tr("No key was found there."));
    else
        count();
}

void ImportDialog::addRow(const FoundKey &key)
{
    const QSignalBlocker quiet(m_table);
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_found.append(key);
    auto *take = new QTableWidgetItem; // items belong to the table
    auto *providers = new QComboBox(m_table);
    providers->setAccessibleName(tr("Provider of the key from %1").arg(key.source));
    const bool sure = key.recognition.kind == Recognition::Kind::Known;
    for (const QString &slug : key.recognition.candidates) {
        const auto vendor = std::ranges::find_if(m_vendors, [&](const Vendor &v) { return v.slug == slug; });
        if (vendor != m_vendors.end())
            providers->addItem(vendor->name, slug);
    }
    const bool there = m_ring.holderOf(key.recognition.candidates.first(), key.value).has_value();
    take->setFlags(Qt::ItemIsUserCheckable | (there ? Qt::NoItemFlags : Qt::ItemIsEnabled));
    take->setCheckState(there ? Qt::Unchecked : Qt::Checked);
    const auto text = [&](int column, const QString &words) {
        auto *item = new QTableWidgetItem(words);
        item->setFlags(Qt::ItemIsEnabled);
        m_table->setItem(row, column, item);
    };
    m_table->setItem(row, Take, take);
    text(Source, key.source);
    text(Key, u"\u00b7\u00b7\u00b7\u00b7"_s + key.value.lastFour());
    text(Note, there  ? tr("is there already")
               : sure ? tr("recognised")
               : key.recognition.kind == Recognition::Kind::Ambiguous
                   ? tr("its format fits several: check the provider")
                   : tr("unknown format: check the provider"));
    m_table->setCellWidget(row, Provider, providers);
}

void ImportDialog::count()
{
    const qsizetype chosenKeys = chosen().size();
    m_add->setEnabled(chosenKeys > 0);
    m_add->setText(chosenKeys > 0 ? tr("Add %Ln keys", nullptr, int(chosenKeys)) : tr("Add"));
    m_words->setText(m_found.isEmpty()
                         ? tr("Choose where to look. You see what was found before anything is stored.")
                         : tr("Nothing is stored or sent yet. Keys go into the system keychain."));
}

QList<NewKey> ImportDialog::chosen() const
{
    QList<NewKey> keys;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto *providers = qobject_cast<QComboBox *>(m_table->cellWidget(row, Provider));
        if (!providers || m_table->item(row, Take)->checkState() != Qt::Checked)
            continue;
        keys.append({.provider = providers->currentData().toString(),
                     .label = {},
                     .value = m_found[row].value,
                     .origin = u"imported"_s});
    }
    return keys;
}

} // namespace Crossroads
