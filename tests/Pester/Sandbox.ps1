<#
.SYNOPSIS
The tenant in which the examples of the help run. Dot-source it in a fresh runspace that has imported the module.
.DESCRIPTION
An example may take for granted what stands here, and nothing else:

- the session is connected to a sandbox tenant with the domain contoso.example
- the rooms boardroom@, atrium@ and lighthouse@contoso.example are there, with access for the module's own application, and registered calendars with one round of synchronisation
- the service account teem@contoso.example is there
- the current folder is an empty one, with rooms.csv: Name, Mailbox, Capacity and Building of two further rooms
- Exchange's Get-Mailbox and Get-EXOMailbox answer with those three rooms, in Exchange's shape

A step is left out while its command does not exist yet.
#>
param(
    # The folder to work in.
    [Parameter(Mandatory)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
Set-Location $Folder

@'
Name,Mailbox,Capacity,Building
Fireside,fireside@contoso.example,6,North
Glasshouse,glasshouse@contoso.example,14,South
'@ | Set-Content rooms.csv

$rooms = @(
    [pscustomobject]@{ Name = 'Boardroom'; Mailbox = 'boardroom@contoso.example'; Capacity = 16 }
    [pscustomobject]@{ Name = 'Atrium'; Mailbox = 'atrium@contoso.example'; Capacity = 8 }
    [pscustomobject]@{ Name = 'Lighthouse'; Mailbox = 'lighthouse@contoso.example'; Capacity = 4 }
)

function Get-Mailbox {
    param([string] $Identity, [string] $RecipientTypeDetails, [object] $ResultSize)
    foreach ($room in $rooms) {
        [pscustomobject]@{
            Identity = $room.Name; DisplayName = $room.Name; Name = $room.Name; Alias = $room.Name.ToLowerInvariant()
            PrimarySmtpAddress = $room.Mailbox; UserPrincipalName = $room.Mailbox; WindowsEmailAddress = $room.Mailbox; RecipientTypeDetails = 'RoomMailbox'
        }
    }
}
Set-Alias Get-EXOMailbox Get-Mailbox

function Step([string] $Command, [scriptblock] $Script) {
    if (Get-Command $Command -Module TeemCalendar -ErrorAction Ignore) { & $Script | Out-Null }
}

Step Connect-TeemTenant { Connect-TeemTenant -Sandbox }
Step New-TeemServiceAccount { New-TeemServiceAccount -UserPrincipalName teem@contoso.example }
Step New-TeemRoom { $rooms | New-TeemRoom }
Step Register-TeemApplication { $script:application = Register-TeemApplication }
Step Grant-TeemImpersonation { Grant-TeemImpersonation -Application $script:application.AppId }
Step Connect-TeemCalendarAccount { Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation }
Step Add-TeemRoomCalendar { $rooms | Add-TeemRoomCalendar }
Step Sync-TeemRoomCalendar { Sync-TeemRoomCalendar }
