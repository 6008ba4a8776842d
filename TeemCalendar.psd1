@{
    RootModule           = 'TeemCalendar.dll'
    NestedModules        = @('TeemCalendar.Loader.dll')
    ModuleVersion        = '0.1.0'
    GUID                 = 'a16c75b6-e509-4b80-9a75-7f6993868970'
    Author               = 'The TeemCalendar authors'
    CompanyName          = 'The TeemCalendar authors'
    Copyright            = '(c) The TeemCalendar authors. MIT License.'
    Description          = 'Connects the room calendars of an Office 365 tenant to Teem: service account, rooms and their settings, access scoped to rooms, calendar import and synchronisation, from nothing and again whenever they drift. A sandbox tenant rehearses all of it without one.'

    # Windows PowerShell 5.1 cannot keep the sign-in libraries of two modules apart; it is refused here.
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    FormatsToProcess     = @('TeemCalendar.Format.ps1xml')

    # By name, so that a command is found and completed before the module is loaded.
    CmdletsToExport      = @(
        'Add-TeemRoomCalendar'
        'Confirm-TeemReservation'
        'Connect-TeemCalendarAccount'
        'Connect-TeemTenant'
        'Disconnect-TeemCalendarAccount'
        'Disconnect-TeemTenant'
        'Export-TeemRoomCalendar'
        'Find-TeemApplication'
        'Get-TeemAccess'
        'Get-TeemApplication'
        'Get-TeemCalendarAccount'
        'Get-TeemRequiredPermission'
        'Get-TeemReservation'
        'Get-TeemRoom'
        'Get-TeemRoomCalendar'
        'Get-TeemRoomSetting'
        'Get-TeemServiceAccount'
        'Get-TeemSync'
        'Get-TeemTenant'
        'Grant-TeemDelegateAccess'
        'Grant-TeemImpersonation'
        'Invoke-TeemOnboarding'
        'New-TeemReservation'
        'New-TeemRoom'
        'New-TeemServiceAccount'
        'Register-TeemApplication'
        'Remove-TeemApplication'
        'Remove-TeemReservation'
        'Remove-TeemRoom'
        'Remove-TeemRoomCalendar'
        'Remove-TeemServiceAccount'
        'Reset-TeemSync'
        'Revoke-TeemDelegateAccess'
        'Revoke-TeemImpersonation'
        'Send-TeemSyncSummary'
        'Set-TeemReservation'
        'Set-TeemRoomSetting'
        'Start-TeemSync'
        'Stop-TeemReservation'
        'Stop-TeemSync'
        'Sync-TeemRoomCalendar'
        'Test-TeemAccess'
        'Test-TeemIntegration'
        'Update-TeemApplication'
        'Update-TeemImpersonation'
        'Wait-TeemAccess'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()

    PrivateData          = @{
        PSData = @{
            Tags = @('Teem', 'Office365', 'Microsoft365', 'Exchange', 'ExchangeOnline', 'Calendar', 'Room', 'RoomMailbox', 'MicrosoftGraph', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
